SELECT
    customer_id,
    among(unit(customer_id, 'name 1'), [
        'Alder', 'Birch', 'Cedar', 'Delta', 'Ember', 'Falcon', 'Granite', 'Harbor', 'Iris', 'Juniper',
        'Kestrel', 'Lumen', 'Meridian', 'Nova', 'Orchid', 'Pioneer', 'Quartz', 'Ridge', 'Summit', 'Tidal'
    ]) || ' ' || among(unit(customer_id, 'name 2'), [
        'Logistics', 'Foods', 'Systems', 'Works', 'Partners', 'Health', 'Retail', 'Labs', 'Motors', 'Group'
    ]) || ' ' || (customer_id % 9973) AS customer_name,
    segment, industry, region, country, channel AS acquisition_channel,
    started_on AS signup_date
FROM accounts
ORDER BY started_on, customer_id
