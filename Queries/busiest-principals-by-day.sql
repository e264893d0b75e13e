-- Busiest principals per day
-- The principals with the most calls each day, and the share of calls that failed.
-- :since  from this day on, such as 2026-03-07 (default: the beginning)
-- :until  up to and including this day (default: the end)
-- :top  number of principals per day (default: 5)
SELECT day, principal, calls, failed
FROM (
  SELECT day, principal, sum(count) AS calls,
    sum(CASE WHEN error IS NULL THEN 0 ELSE count END) AS failed,
    row_number() OVER (PARTITION BY day ORDER BY sum(count) DESC) AS place
  FROM activities
  WHERE day >= coalesce(date(:since), '') AND day < coalesce(:until, '9')
  GROUP BY day, principal
)
WHERE place <= coalesce(:top, 5)
ORDER BY day DESC, place;
