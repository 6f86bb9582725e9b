SELECT * FROM campaigns WHERE started_on < until_day() ORDER BY started_on, campaign_id
