-- Copies the events of the attached database `source`, `copies` times, sorted by time as an index of logs would be.
-- A copy has a new id and another second of the same hour, and every four copies have principals and addresses of
-- their own, by the formulas of ../replicate.sql: both sides then hold the same events. Variables: copies.
CREATE TABLE events AS
SELECT * EXCLUDE (second, copy) REPLACE (
    to_timestamp(second - second % 3600 + 1 + (second % 3600 - 1 + 107 * copy) % 3599)::TIMESTAMP AS eventTime,
    CASE WHEN copy = 0 THEN eventID ELSE gen_random_uuid() END AS eventID,
    CASE WHEN copy < 4 THEN principal ELSE principal || '-' || copy // 4 END AS principal,
    CASE WHEN copy < 4 THEN sourceIPAddress ELSE sourceIPAddress || '-' || copy // 4 END AS sourceIPAddress
)
FROM (SELECT *, epoch(eventTime)::BIGINT AS second FROM source.events)
CROSS JOIN range(getvariable('copies')::BIGINT) AS copies(copy)
ORDER BY eventTime;

SELECT count(*) AS events FROM events;
