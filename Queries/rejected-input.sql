-- What could not be read
-- Files with damage or with records that were rejected, the worst first. `audit status --problems` has the
-- reason of each record.
SELECT coalesce(damage, 'single records') AS reason, count(*) AS files,
  sum(rejected) AS rejected, sum(records) AS records, min(file) AS example
FROM sources
WHERE rejected > 0 OR damage IS NOT NULL
GROUP BY reason
ORDER BY rejected DESC, files DESC;
