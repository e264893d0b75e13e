-- What an access key was used for
-- Each action called with an access key: by whom, from where, how often, and when.
-- :key  access key ID, such as ASIA… or AKIA…
SELECT principal, sourceIPAddress, userAgent, eventSource, eventName,
  count(*) AS calls, sum(denied) AS denied, min(eventTime) AS first, max(eventTime) AS last
FROM events
WHERE accessKeyId = :key
GROUP BY principal, sourceIPAddress, userAgent, eventSource, eventName
ORDER BY first;
