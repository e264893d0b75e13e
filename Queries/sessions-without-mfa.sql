-- Role sessions of users without MFA
-- Roles that users took without a second factor. Sessions of Identity Center and of SAML are left out: their
-- second factor is not in the log.
-- :since  from this time on, as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day counts whole (default: the end)
SELECT caller, role, count(*) AS sessions, count(DISTINCT sourceIPAddress) AS addresses,
  min(eventTime) AS first, max(eventTime) AS last
FROM role_sessions
WHERE method IN ('AssumeRole', 'GetSessionToken', 'GetFederationToken') AND NOT mfa AND NOT denied AND errorCode IS NULL
  AND caller GLOB '*:user/*'
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY caller, role
ORDER BY sessions DESC;
