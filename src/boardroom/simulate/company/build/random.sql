-- Pseudo-random numbers from keys: the same key, salt and seed give the same number in any order
-- and on any number of threads. A hash of two things only combines them, bit by bit; the hash of
-- that parts them, so that salts and seeds share nothing.
CREATE MACRO unit(key, salt) AS
    (hash(hash(hash(hash(key, salt)), world_seed())) >> 11) / 9007199254740992.0;

CREATE MACRO gauss(key, salt) AS
    sqrt(-2 * ln(1 - unit(key, salt))) * cos(2 * pi() * unit(key, salt || '~'));

-- Lognormal with median 1.
CREATE MACRO spread(key, salt, sigma) AS exp(sigma * gauss(key, salt));

-- Poisson: by inversion where the mean is small, else by its normal limit.
CREATE MACRO few(mean, u) AS CASE
    WHEN u < 1 THEN 0
    WHEN u < 1 + mean THEN 1
    WHEN u < 1 + mean + pow(mean, 2) / 2 THEN 2
    WHEN u < 1 + mean + pow(mean, 2) / 2 + pow(mean, 3) / 6 THEN 3
    WHEN u < 1 + mean + pow(mean, 2) / 2 + pow(mean, 3) / 6 + pow(mean, 4) / 24 THEN 4
    WHEN u < 1 + mean + pow(mean, 2) / 2 + pow(mean, 3) / 6 + pow(mean, 4) / 24
        + pow(mean, 5) / 120 THEN 5
    ELSE 6
END;

CREATE MACRO counted(mean, key, salt) AS CASE
    WHEN mean < 1.5 THEN few(mean, unit(key, salt) * exp(mean))
    ELSE greatest(0, round(mean + sqrt(mean) * gauss(key, salt)))
END::BIGINT;

CREATE MACRO among(u, names) AS names[1 + least(len(names) - 1, floor(u * len(names)))::INTEGER];

-- A moment of the day in local working hours, most often early in the afternoon.
CREATE MACRO moment(day, key, salt) AS
    day::TIMESTAMP
    + to_seconds(least(86399, greatest(0, 50400 + 11000 * gauss(key, salt)))::BIGINT);
