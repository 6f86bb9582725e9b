SELECT
    day AS stock_date, device_id,
    greatest(0, supplied_so_far - ordered_so_far)::BIGINT AS units_on_hand,
    greatest(0, ordered_so_far - supplied_so_far)::BIGINT AS units_backordered
FROM device_days
ORDER BY day, device_id
