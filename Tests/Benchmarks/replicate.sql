-- Follows the schema of the index, as nothing else here does but for replicate.py, which counts the rows of `event`.
--
-- Copies the events of an index in place, :copies - 1 times, so that it holds :copies times as many over the same
-- days. A statement that names :from and :until is run for each day (seconds since 1970), in order, so that the
-- B-tree grows at its end; the others are run once.
--
-- A copy has a new id and another second of the same hour. So which hours a principal was seen in stays true, and
-- only the counts grow. Every four copies have principals and addresses of their own, so that the dictionaries and the
-- daily counts grow, too: the text of copy 9 ends in `-2`, and its number is that of the original and twice as many as
-- there are. The formulas are those of duckdb/replicate.sql; they want no event on the hour itself, and the generator
-- writes none.

CREATE TEMP TABLE copies AS
WITH RECURSIVE copies(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM copies WHERE number < :copies - 1)
SELECT number, number / 4 AS crowd FROM copies;

CREATE TEMP TABLE crowds AS SELECT crowd, count(*) AS copies FROM copies GROUP BY crowd;

CREATE TEMP TABLE sizes AS SELECT
    (SELECT max(id) FROM principal) AS principals, (SELECT max(id) FROM address) AS addresses;

INSERT INTO event (
    time, id, content,
    action, principal, session, account, region, address, agent, error, access_key, resource, flags,
    source, offset, length
)
SELECT
    time - time % 3600 + 1 + (time % 3600 - 1 + 107 * number) % 3599, randomblob(16), content,
    action, CASE principal WHEN 0 THEN 0 ELSE principal + crowd * principals END, session, account, region,
    CASE address WHEN 0 THEN 0 ELSE address + crowd * addresses END, agent, error, access_key, resource, flags,
    source, offset, length
FROM event CROSS JOIN copies CROSS JOIN sizes
WHERE number > 0 AND time >= :from AND time < :until
ORDER BY 1, 2;

INSERT INTO activity (day, principal, action, error, count, hours)
SELECT day, principal + crowd * principals, action, error, count * copies, hours
FROM activity CROSS JOIN crowds CROSS JOIN sizes WHERE crowd > 0 AND principal > 0;

UPDATE activity SET count = count * CASE principal WHEN 0 THEN :copies ELSE min(:copies, 4) END
WHERE principal <= (SELECT principals FROM sizes);

-- Of the kinds of texts, 5 are addresses.
INSERT INTO seen (day, kind, id, count, hours)
SELECT day, kind, id + crowd * addresses, count * copies, hours
FROM seen CROSS JOIN crowds CROSS JOIN sizes WHERE crowd > 0 AND kind = 5;

UPDATE seen SET count = count * CASE kind WHEN 5 THEN min(:copies, 4) ELSE :copies END
WHERE kind <> 5 OR id <= (SELECT addresses FROM sizes);

INSERT INTO principal (id, text, type, role, person)
SELECT id + crowd * principals, text || '-' || crowd, type, role, person
FROM principal CROSS JOIN crowds CROSS JOIN sizes WHERE crowd > 0;

INSERT INTO address (id, text)
SELECT id + crowd * addresses, text || '-' || crowd FROM address CROSS JOIN crowds CROSS JOIN sizes WHERE crowd > 0;
