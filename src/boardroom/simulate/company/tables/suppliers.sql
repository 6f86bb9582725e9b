SELECT * FROM (VALUES
    (1, 'Northwind Components', 'Germany', 18), (2, 'Pacific Assembly', 'Vietnam', 25),
    (3, 'Shoreline Electronics', 'Taiwan', 32)
) AS v (supplier_id, supplier_name, country, lead_time_days) ORDER BY supplier_id
