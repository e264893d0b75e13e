-- What a principal does
-- Every action a principal called, how often it succeeded and failed, and on how many days: what its policy
-- must allow, and what else it tries.
-- :principal  principals; * and ? are wildcards, as in *deploy-prod* (default: all)
-- :since  from this day on, such as 2026-03-07 (default: the beginning)
-- :until  up to and including this day (default: the end)
SELECT eventSource, eventName,
  sum(CASE WHEN error IS NULL THEN count ELSE 0 END) AS succeeded,
  sum(CASE WHEN error IS NULL THEN 0 ELSE count END) AS failed,
  count(DISTINCT day) AS days, count(DISTINCT principal) AS principals, min(day) AS first, max(day) AS last
FROM activities
WHERE principal GLOB coalesce(:principal, '*') AND day >= coalesce(date(:since), '') AND day < coalesce(:until, '9')
GROUP BY eventSource, eventName
ORDER BY eventSource, eventName;
