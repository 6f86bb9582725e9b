SELECT incident_id, service, severity, started_at, resolved_at, minutes AS downtime_minutes
FROM incident_rows ORDER BY started_at, incident_id
