-- Who changed security groups
-- Changes of security groups and of their rules, the last first, refused ones too.
-- :since  from this time on, as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day counts whole (default: the end)
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
