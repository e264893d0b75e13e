-- New programs of a principal
-- User agents with which a principal was first seen on or after a day. A stolen key is mostly used with
-- another program.
-- :since  day from which on one is new (default: a week before the end)
-- :principal  principals, with * and ? (default: all but services of AWS)
SELECT principal, userAgent, min(eventTime) AS first, count(*) AS calls,
  count(DISTINCT sourceIPAddress) AS addresses
FROM events
WHERE principal GLOB coalesce(:principal, '*') AND (:principal IS NOT NULL OR principalKind <> 'service')
GROUP BY principal, userAgent
HAVING first >= coalesce(:since, (SELECT date(max(day), '-7 days') FROM activities))
ORDER BY first DESC;
