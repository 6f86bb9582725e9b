-- What gold SQL reads beside the plain files: rows that were loaded twice count once, a value that
-- is written in several ways is one value, and nothing of the day of the questions is known yet.
-- The schema `files` has the files as they are.
CREATE MACRO region_of(text) AS CASE upper(trim(text))
  WHEN 'NORTH AMERICA' THEN 'North America' WHEN 'EUROPE' THEN 'Europe'
  WHEN 'ASIA PACIFIC' THEN 'Asia Pacific' WHEN 'LATIN AMERICA' THEN 'Latin America' END;
CREATE OR REPLACE VIEW product_usage AS SELECT DISTINCT * FROM files.product_usage;
CREATE OR REPLACE VIEW tickets AS
  SELECT DISTINCT * REPLACE (lower(category) AS category) FROM files.tickets;
CREATE OR REPLACE VIEW web_sessions AS
  SELECT DISTINCT * REPLACE (region_of(region) AS region) FROM files.web_sessions
  WHERE started_at < DATE '2026-07-01';
CREATE OR REPLACE VIEW leads AS
  SELECT * REPLACE (region_of(region) AS region) FROM files.leads;
