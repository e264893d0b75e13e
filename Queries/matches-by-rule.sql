-- What rules found
-- Each rule that found something: how often, of how many principals, and when last.
-- :since  from this time on, as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day counts whole (default: the end)
-- :level  level of the rules, with * (default: all)
SELECT level, title, count(*) AS hits, count(DISTINCT principal) AS principals,
  min(eventTime) AS first, max(eventTime) AS last
FROM matches
WHERE coalesce(level, '') GLOB coalesce(:level, '*')
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY level, title
ORDER BY CASE level WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END,
  hits DESC;
