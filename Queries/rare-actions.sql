-- Actions that hardly anybody calls
-- Actions that were called on few days and by few principals. Attacks are made of such.
-- :since  from this day on, as 2026-03-07 (default: the beginning)
-- :until  up to this day, which counts whole (default: the end)
-- :days  on how many days at most (default: 1)
SELECT eventSource, eventName, sum(count) AS calls, count(DISTINCT day) AS days,
  count(DISTINCT principal) AS principals, min(principal) AS example, max(day) AS last
FROM activities
WHERE day >= coalesce(date(:since), '') AND day < coalesce(:until, '9')
GROUP BY eventSource, eventName
HAVING days <= coalesce(:days, 1) AND principals <= 2
ORDER BY last DESC, calls;
