SELECT hour, endpoint, service, calls AS requests, errors, average_ms AS average_latency_ms,
    tail_ms AS p95_latency_ms
FROM api_hours ORDER BY hour, endpoint
