-- Everything that a rare principal ever did. Variables: principal.
SELECT * FROM events WHERE principal = getvariable('principal') ORDER BY eventTime DESC;
