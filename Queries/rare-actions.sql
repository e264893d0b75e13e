-- Rare actions
-- Actions called on few days and by few principals. Attacks often consist of such actions.
-- :since  from this day on, such as 2026-03-07 (default: the beginning)
-- :until  up to and including this day (default: the end)
-- :days  maximum number of days (default: 1)
SELECT eventSource, eventName, sum(count) AS calls, count(DISTINCT day) AS days,
  count(DISTINCT principal) AS principals, min(principal) AS example, max(day) AS last
FROM activities
WHERE day >= coalesce(date(:since), '') AND day < coalesce(:until, '9')
GROUP BY eventSource, eventName
HAVING days <= coalesce(:days, 1) AND principals <= 2
ORDER BY last DESC, calls;
