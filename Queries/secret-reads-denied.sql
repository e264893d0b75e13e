-- Denied secret reads
-- Each principal that was denied secrets: how often, which ones, and from where.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
SELECT principal, sourceIPAddress, count(*) AS denied,
  group_concat(DISTINCT secret) AS secrets, min(eventTime) AS first, max(eventTime) AS last
FROM secret_accesses
WHERE denied AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY principal, sourceIPAddress
ORDER BY denied DESC;
