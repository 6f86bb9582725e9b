-- How often a row is in its file: not at all in a gap, twice when a load ran twice or by mistake.
CREATE MACRO copies(file, day, key, twice) AS
    (unit(key, 'kept') < lever_kept(day, file))::INTEGER
    * (1 + (unit(key, 'twice') < twice + lever_repeated(day, file) - 1)::INTEGER);

-- One spelling in 300 is odd, one value in 250 is missing.
CREATE MACRO as_typed(text, key) AS CASE
    WHEN unit(key, 'typed') < 0.0040 THEN NULL
    WHEN unit(key, 'typed') < 0.0055 THEN upper(text)
    WHEN unit(key, 'typed') < 0.0065 THEN lower(text)
    WHEN unit(key, 'typed') < 0.0073 THEN text || ' '
    ELSE text
END;
