-- New actions of a principal
-- Actions that a known principal called for the first time on or after a given day.
-- :since  first day that counts as new (default: a week before the end)
-- :principal  principals; * and ? are wildcards (default: all)
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
