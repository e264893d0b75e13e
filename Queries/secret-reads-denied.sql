-- Who was refused secrets
-- Each principal that was refused secrets: how often, which, and from where.
-- :since  from this time on, as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day counts whole (default: the end)
SELECT principal, sourceIPAddress, count(*) AS denied,
  group_concat(DISTINCT secret) AS secrets, min(eventTime) AS first, max(eventTime) AS last
FROM secret_accesses
WHERE denied AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY principal, sourceIPAddress
ORDER BY denied DESC;
