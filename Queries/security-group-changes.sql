-- Security group changes
-- Changes to security groups and their rules, including denied attempts, latest first.
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
SELECT eventTime, recipientAccountId, awsRegion, principal, eventName, resource, sourceIPAddress, errorCode, eventID
FROM events
WHERE eventSource = 'ec2.amazonaws.com'
  AND eventName IN (
    'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress',
    'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress',
    'ModifySecurityGroupRules', 'CreateSecurityGroup', 'DeleteSecurityGroup'
  )
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
ORDER BY eventTime DESC;
