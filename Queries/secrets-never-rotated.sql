-- Secrets that were never rotated
-- Secrets that were read, and of which the index knows no rotation and no new value: since when, how often
-- and by how many.
-- :secret  names of secrets, with * and ? (default: all)
SELECT secret, recipientAccountId, awsRegion, min(eventTime) AS first, max(eventTime) AS last,
  sum(operation = 'read') AS reads,
  count(DISTINCT CASE operation WHEN 'read' THEN principal END) AS readers
FROM secret_accesses
WHERE secret GLOB coalesce(:secret, '*')
GROUP BY secret, store, recipientAccountId, awsRegion
HAVING reads > 0 AND sum(operation IN ('rotate', 'write') AND NOT denied) = 0
ORDER BY reads DESC;
