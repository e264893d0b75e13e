-- Behind ingest.sql: sees that each event is there once, as `audit` does. It fails where one is not.
ALTER TABLE events ADD PRIMARY KEY (eventID);

SELECT count(*) AS events FROM events;
