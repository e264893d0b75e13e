-- How many events a week had. Variables: since, until.
SELECT count(*) AS count
FROM events
WHERE eventTime >= getvariable('since')::TIMESTAMP AND eventTime < getvariable('until')::TIMESTAMP;
