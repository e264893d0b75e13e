-- Follows the schema of the index, as nothing else here does but for replicate.py, which counts the rows of `event`.
--
-- Copies the events of an index in place, :copies - 1 times, so that it holds :copies times as many over the same
-- days. A statement that names :from and :until is run for each day (seconds since 1970), in order, so that the
-- B-tree grows at its end; the others are run once.
--
-- A copy has a new id and another second of the same hour. So which hours a principal was seen in stays true, and
-- only the counts grow. The formula is that of duckdb/replicate.sql; it wants no event on the hour itself, and the
-- generator writes none.

WITH RECURSIVE copies(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < :copies - 1)
INSERT INTO event (
    time, id, content,
    action, principal, session, account, region, address, agent, error, access_key, resource, flags,
    source, offset, length
)
SELECT
    time - time % 3600 + 1 + (time % 3600 - 1 + 107 * number) % 3599, randomblob(16), content,
    action, principal, session, account, region, address, agent, error, access_key, resource, flags,
    source, offset, length
FROM event CROSS JOIN copies
WHERE time >= :from AND time < :until
ORDER BY 1, 2;

UPDATE activity SET count = count * :copies;

UPDATE seen SET count = count * :copies;
