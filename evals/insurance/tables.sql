-- What gold SQL reads beside the files themselves: each table with what it leads to.
CREATE VIEW policy_full AS
SELECT * FROM policy JOIN line_of_business USING (line_of_business_code) JOIN state USING (state_code);
CREATE VIEW coverage_full AS SELECT * FROM policy_coverage_detail JOIN policy_full USING (policy_identifier);
CREATE VIEW claim_full AS
SELECT * FROM claim JOIN coverage_full USING (policy_coverage_detail_identifier)
LEFT JOIN (SELECT * RENAME (event_date AS catastrophe_date) FROM catastrophe) USING (catastrophe_identifier);
CREATE VIEW amount_full AS SELECT * FROM claim_amount JOIN claim_full USING (claim_identifier);
CREATE VIEW premium_full AS SELECT * FROM premium JOIN coverage_full USING (policy_coverage_detail_identifier);
CREATE VIEW payment_full AS SELECT * FROM premium_payment JOIN policy_full USING (policy_identifier);
CREATE VIEW role_full AS
SELECT * FROM agreement_party_role JOIN policy_full USING (policy_identifier)
JOIN (SELECT * EXCLUDE (state_code) FROM party) USING (party_identifier);
