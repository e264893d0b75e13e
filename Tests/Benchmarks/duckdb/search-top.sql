-- What was called most in a week. Variables: since, until.
SELECT eventName, count(*) AS count
FROM events
WHERE eventTime >= getvariable('since')::TIMESTAMP AND eventTime < getvariable('until')::TIMESTAMP
GROUP BY eventName
ORDER BY count DESC, eventName;
