-- Root user activity
-- What root users did, day by day. The result should be empty.
-- :since  from this day on, such as 2026-03-07 (default: the beginning)
-- :until  up to and including this day (default: the end)
SELECT day, principal, eventSource, eventName, error, sum(count) AS calls
FROM activities
WHERE principalType = 'root' AND day >= coalesce(date(:since), '') AND day < coalesce(:until, '9')
GROUP BY day, principal, eventSource, eventName, error
ORDER BY day DESC, calls DESC;
