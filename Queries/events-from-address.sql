-- Activity from an IP address
-- Each principal and action called from an IP address: how often, and when.
-- :address  IP address; * and ? are wildcards
-- :since  from this time on, such as 2026-03-07 or 2026-03-07T01:40 (default: the beginning)
-- :until  up to this time; a day is included in full (default: the end)
SELECT sourceIPAddress, principal, eventSource, eventName,
  count(*) AS calls, sum(denied) AS denied, min(eventTime) AS first, max(eventTime) AS last
FROM events
WHERE sourceIPAddress GLOB :address
  AND eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
GROUP BY sourceIPAddress, principal, eventSource, eventName
ORDER BY first;
