-- Deployments outside office hours
-- Sessions of deployment roles that began on a weekend, or before or after the given hours (UTC). For the
-- declared windows, use `audit deployments --broken`.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
-- :role  role names; * and ? are wildcards (default: *deploy*)
-- :from  hour at which office hours start (default: 7)
-- :to  hour at which office hours end (default: 19)
SELECT eventTime, role, coalesce(subject, caller) AS takenBy, sourceIPAddress, issuedAccessKeyId, denied
FROM role_sessions
WHERE role GLOB coalesce(:role, '*deploy*')
  AND (strftime('%w', eventTime) IN ('0', '6')
    OR CAST(strftime('%H', eventTime) AS INTEGER) < coalesce(:from, 7)
    OR CAST(strftime('%H', eventTime) AS INTEGER) >= coalesce(:to, 19))
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
ORDER BY eventTime DESC;
