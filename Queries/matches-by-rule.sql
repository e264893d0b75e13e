-- Matches by rule
-- Each rule that matched: how often, for how many principals, and when last.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
-- :level  rule level; * is a wildcard (default: all)
SELECT level, title, count(*) AS hits, count(DISTINCT principal) AS principals,
  min(eventTime) AS first, max(eventTime) AS last
FROM matches
WHERE coalesce(level, '') GLOB coalesce(:level, '*')
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY level, title
ORDER BY CASE level WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END,
  hits DESC;
