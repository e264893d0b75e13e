-- Errors by service
-- Failed calls by service, action and error: how often, for how many principals, and since when.
-- :since  from this day on, such as 2026-03-07 (default: the beginning)
-- :until  up to and including this day (default: the end)
SELECT eventSource, eventName, error, sum(count) AS calls, count(DISTINCT principal) AS principals,
  min(day) AS first, max(day) AS last
FROM activities
WHERE error IS NOT NULL AND day >= coalesce(date(:since), '') AND day < coalesce(:until, '9')
GROUP BY eventSource, eventName, error
ORDER BY calls DESC;
