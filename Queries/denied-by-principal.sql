-- Most denied principals
-- Each principal with denied calls: how many, of how many kinds, and the most frequent one.
-- :since  from this day on, such as 2026-03-07 (default: the beginning)
-- :until  up to and including this day (default: the end)
SELECT principal, sum(calls) AS denied, count(*) AS actions,
  eventSource AS mostService, eventName AS mostEvent, max(calls) AS most, max(last) AS last
FROM (
  SELECT principal, eventSource, eventName, sum(count) AS calls, max(day) AS last
  FROM activities
  WHERE (error LIKE '%AccessDenied%' OR error LIKE '%Unauthorized%' OR error LIKE '%NotAuthorized%')
    AND day >= coalesce(date(:since), '') AND day < coalesce(:until, '9')
  GROUP BY principal, eventSource, eventName
)
GROUP BY principal
ORDER BY denied DESC;
