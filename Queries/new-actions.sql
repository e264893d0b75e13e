-- Actions that are new for a principal
-- Actions that a principal called for the first time on or after a day, although it was there before.
-- :since  day from which on one is new (default: a week before the end)
-- :principal  principals, with * and ? (default: all)
WITH known AS (
  SELECT principal, eventSource, eventName, min(day) AS first, sum(count) AS calls
  FROM activities
  WHERE principal GLOB coalesce(:principal, '*')
  GROUP BY principal, eventSource, eventName
), began AS (
  SELECT principal, min(first) AS first FROM known GROUP BY principal
), bound AS (
  SELECT coalesce(date(:since), (SELECT date(max(day), '-7 days') FROM activities)) AS day
)
SELECT known.first, known.principal, known.eventSource, known.eventName, known.calls
FROM known JOIN began USING (principal) JOIN bound
WHERE known.first >= bound.day AND began.first < bound.day
ORDER BY known.first DESC, known.principal;
