-- Unused roles
-- Roles whose last session began more than the given number of days before the end of the index. Roles that
-- were never assumed do not appear in the log.
-- :days  minimum number of days unused (default: 90)
SELECT role, max(eventTime) AS last, count(*) AS sessions, count(DISTINCT caller) AS callers
FROM role_sessions
WHERE NOT denied AND errorCode IS NULL AND role IS NOT NULL
GROUP BY role
HAVING last < (
  SELECT date(max(day), '-' || coalesce(:days, 90) || ' days') FROM activities
)
ORDER BY last;
