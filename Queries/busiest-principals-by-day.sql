-- Busiest principals of each day
-- The principals that called the most, day by day, and what part of their calls failed.
-- :since  from this day on, as 2026-03-07 (default: the beginning)
-- :until  up to this day, which counts whole (default: the end)
-- :top  how many of each day (default: 5)
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
