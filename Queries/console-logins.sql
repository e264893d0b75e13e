-- Console logins
-- Each principal or person that logged in to the console or tried to: how often, from which addresses, and how often it
-- failed. Whether MFA was used is in the record, which `audit show` prints.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
-- :type  type of principal: user, role, root, … (default: all)
SELECT principal, person, principalType, count(*) AS logins, sum(failed) AS failed,
  group_concat(DISTINCT sourceIPAddress) AS addresses, max(eventTime) AS last
FROM events
WHERE eventSource = 'signin.amazonaws.com' AND eventName = 'ConsoleLogin'
  AND principalType GLOB coalesce(:type, '*')
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY principal, person, principalType
ORDER BY failed DESC, logins DESC;
