-- Rejected input
-- Damaged files and files with rejected records, worst first. `audit status --problems` shows the reason for
-- each record.
SELECT coalesce(damage, 'single records') AS reason, count(*) AS files,
  sum(rejected) AS rejected, sum(records) AS records, min(file) AS example
FROM sources
WHERE rejected > 0 OR damage IS NOT NULL
GROUP BY reason
ORDER BY rejected DESC, files DESC;
