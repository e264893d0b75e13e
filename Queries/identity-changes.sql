-- Changes to users, roles, keys and policies
-- Every change in IAM, including denied attempts, latest first.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
SELECT eventTime, recipientAccountId, principal, eventName, resource, sourceIPAddress, errorCode, eventID
FROM events
WHERE eventSource = 'iam.amazonaws.com' AND NOT readOnly
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
ORDER BY eventTime DESC;
