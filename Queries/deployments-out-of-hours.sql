-- Deployments outside office hours
-- Sessions of deployment roles that began at the weekend, before or after the hours that are told. Hours are
-- UTC. `audit deployments --broken` knows the declared windows.
-- :since  from this time on, as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day counts whole (default: the end)
-- :role  names of roles, with * and ? (default: *deploy*)
-- :from  first hour of the day's work (default: 7)
-- :to  hour at which it ends (default: 19)
SELECT eventTime, role, coalesce(subject, caller) AS takenBy, sourceIPAddress, issuedAccessKeyId, denied
FROM role_sessions
WHERE role GLOB coalesce(:role, '*deploy*')
  AND (strftime('%w', eventTime) IN ('0', '6')
    OR CAST(strftime('%H', eventTime) AS INTEGER) < coalesce(:from, 7)
    OR CAST(strftime('%H', eventTime) AS INTEGER) >= coalesce(:to, 19))
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
ORDER BY eventTime DESC;
