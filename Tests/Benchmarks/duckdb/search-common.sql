-- The newest hundred events of a busy principal. Variables: principal.
SELECT * FROM events WHERE principal = getvariable('principal') ORDER BY eventTime DESC LIMIT 100;
