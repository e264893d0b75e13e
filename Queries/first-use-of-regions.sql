-- First use of each region
-- When each account was first active in each region, and how much it uses it. A region that appears late
-- deserves a look.
SELECT awsRegion, recipientAccountId, min(eventTime) AS first, max(eventTime) AS last,
  count(*) AS events, sum(NOT readOnly AND NOT failed) AS changes
FROM events
GROUP BY awsRegion, recipientAccountId
ORDER BY first DESC;
