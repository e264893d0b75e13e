-- Changes of users, roles, keys and policies
-- Every change in IAM, the last first, refused ones too.
-- :since  from this time on, as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day counts whole (default: the end)
SELECT eventTime, recipientAccountId, principal, eventName, resource, sourceIPAddress, errorCode, eventID
FROM events
WHERE eventSource = 'iam.amazonaws.com' AND NOT readOnly
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
ORDER BY eventTime DESC;
