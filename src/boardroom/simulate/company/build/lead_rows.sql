CREATE TABLE lead_rows (
    session_id BIGINT, created_at TIMESTAMP, day DATE, channel VARCHAR, region VARCHAR,
    country VARCHAR, campaign_id BIGINT, segment VARCHAR, industry VARCHAR, becomes_deal BOOLEAN
);
