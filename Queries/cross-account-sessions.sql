-- Roles assumed from another account
-- Roles assumed by a principal of another account, or by one that the log does not name.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
SELECT caller, role, count(*) AS sessions, sum(denied) AS denied,
  group_concat(DISTINCT sourceIPAddress) AS addresses,
  min(eventTime) AS first, max(eventTime) AS last
FROM role_sessions
WHERE method = 'AssumeRole' AND role GLOB 'arn:*'
  AND substr(role, instr(role, '::') + 2, 12) <>
    CASE WHEN caller GLOB 'arn:*' THEN substr(caller, instr(caller, '::') + 2, 12) ELSE substr(caller, 1, 12) END
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY caller, role
ORDER BY last DESC;
