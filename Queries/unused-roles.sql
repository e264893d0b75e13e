-- Roles that nobody has taken for a while
-- Roles whose last session began more than so many days before the end of the index. What was never taken at
-- all, the log does not know.
-- :days  for how long (default: 90)
SELECT role, max(eventTime) AS last, count(*) AS sessions, count(DISTINCT caller) AS callers
FROM role_sessions
WHERE NOT denied AND errorCode IS NULL AND role IS NOT NULL
GROUP BY role
HAVING last < (
  SELECT date(max(day), '-' || coalesce(:days, 90) || ' days') FROM activities
)
ORDER BY last;
