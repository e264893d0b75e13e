-- Role sessions without MFA
-- Roles that users assumed without MFA. Identity Center and SAML sessions are excluded because the log does
-- not show their MFA.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
SELECT caller, role, count(*) AS sessions, count(DISTINCT sourceIPAddress) AS addresses,
  min(eventTime) AS first, max(eventTime) AS last
FROM role_sessions
WHERE method IN ('AssumeRole', 'GetSessionToken', 'GetFederationToken') AND NOT mfa AND NOT denied AND errorCode IS NULL
  AND caller GLOB '*:user/*'
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY caller, role
ORDER BY sessions DESC;
