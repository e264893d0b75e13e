-- Days without events
-- Days between the first and last event of an account for which the index has no events: a quiet account, a
-- trail that was off, or files that were not copied.
WITH RECURSIVE seen AS (
  SELECT DISTINCT recipientAccountId AS account, substr(eventTime, 1, 10) AS day FROM events
), bounds AS (
  SELECT account, min(day) AS first, max(day) AS last FROM seen GROUP BY account
), days (account, day, last) AS (
  SELECT account, first, last FROM bounds
  UNION ALL SELECT account, date(day, '+1 day'), last FROM days WHERE day < last
)
SELECT days.account AS recipientAccountId, days.day
FROM days LEFT JOIN seen USING (account, day)
WHERE seen.day IS NULL
ORDER BY 1, 2;
