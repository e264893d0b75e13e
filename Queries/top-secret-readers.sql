-- Top secret readers
-- Each principal that read secrets: how many reads, of how many secrets, from how many addresses, and when
-- last.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
-- :secret  secret names; * and ? are wildcards (default: all)
SELECT principal, count(*) AS reads, count(DISTINCT secret) AS secrets,
  count(DISTINCT sourceIPAddress) AS addresses, max(eventTime) AS last
FROM secret_accesses
WHERE operation = 'read' AND NOT denied AND errorCode IS NULL
  AND secret GLOB coalesce(:secret, '*')
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY principal
ORDER BY reads DESC;
