-- Readers of a secret
-- Each principal and address that read a secret or was denied: first and last time, and how often.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
-- :secret  secret names; * and ? are wildcards (default: all secrets)
SELECT secret, principal, sourceIPAddress,
  sum(NOT denied) AS reads, sum(denied) AS denied,
  min(eventTime) AS first, max(eventTime) AS last
FROM secret_accesses
WHERE operation = 'read' AND secret GLOB coalesce(:secret, '*')
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY secret, principal, sourceIPAddress
ORDER BY secret, last DESC;
