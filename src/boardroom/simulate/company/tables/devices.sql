SELECT device_id, device AS device_name, sku, supplier_id, price::DECIMAL(10, 2) AS list_price,
    cost::DECIMAL(10, 2) AS unit_cost
FROM device_list ORDER BY device_id
