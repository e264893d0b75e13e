-- Secrets never rotated
-- Secrets that were read but never rotated or given a new value, as far as the index shows: since when they
-- have been read, how often, and by how many principals.
-- :secret  secret names; * and ? are wildcards (default: all)
SELECT secret, recipientAccountId, awsRegion, min(eventTime) AS first, max(eventTime) AS last,
  sum(operation = 'read') AS reads,
  count(DISTINCT CASE operation WHEN 'read' THEN principal END) AS readers
FROM secret_accesses
WHERE secret GLOB coalesce(:secret, '*')
GROUP BY secret, store, recipientAccountId, awsRegion
HAVING reads > 0 AND sum(operation IN ('rotate', 'write') AND NOT denied) = 0
ORDER BY reads DESC;
