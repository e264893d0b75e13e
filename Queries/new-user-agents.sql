-- New user agents of a principal
-- User agents first used by a principal on or after a given day. Attackers usually use a stolen key with a
-- different program.
-- :since  first day that counts as new (default: a week before the end)
-- :principal  principals; * and ? are wildcards (default: all but AWS services)
SELECT principal, userAgent, min(eventTime) AS first, count(*) AS calls,
  count(DISTINCT sourceIPAddress) AS addresses
FROM events
WHERE principal GLOB coalesce(:principal, '*') AND (:principal IS NOT NULL OR principalType <> 'service')
GROUP BY principal, userAgent
HAVING first >= coalesce(:since, (SELECT date(max(day), '-7 days') FROM activities))
ORDER BY first DESC;
