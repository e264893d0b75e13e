-- DuckDB's ingest as its documentation leads one to write it: read_json with explicit types, and the list unnested.
-- The same columns as ingest.sql, which says how the two compare. Variables: files (a glob).
CREATE TABLE events AS
SELECT
    r.eventTime AS eventTime,
    r.eventID AS eventID,
    r.eventSource AS eventSource,
    r.eventName AS eventName,
    coalesce(r.userIdentity.arn, r.userIdentity.invokedBy) AS principal,
    r.userIdentity.type AS identityType,
    r.userIdentity.sessionContext.sessionIssuer.arn AS roleARN,
    r.userIdentity.accessKeyId AS accessKeyId,
    r.recipientAccountId AS recipientAccountId,
    r.awsRegion AS awsRegion,
    r.sourceIPAddress AS sourceIPAddress,
    r.userAgent AS userAgent,
    r.errorCode AS errorCode,
    r.readOnly AS readOnly,
    coalesce(
        r.resources[1].ARN, r.requestParameters.secretId, r.requestParameters.roleArn, r.requestParameters.bucketName,
        r.requestParameters.instanceId, r.requestParameters.functionName, r.requestParameters.name
    ) AS resource
FROM (
    SELECT unnest(Records) AS r
    FROM read_json(
        getvariable('files'),
        format = 'unstructured',
        maximum_object_size = 16777216,
        columns = {Records: 'STRUCT(
            eventTime TIMESTAMP, eventID UUID, eventSource VARCHAR, eventName VARCHAR,
            userIdentity STRUCT("type" VARCHAR, arn VARCHAR, invokedBy VARCHAR, accessKeyId VARCHAR,
                                sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR))),
            recipientAccountId VARCHAR, awsRegion VARCHAR, sourceIPAddress VARCHAR, userAgent VARCHAR,
            errorCode VARCHAR, readOnly BOOLEAN,
            requestParameters STRUCT(secretId VARCHAR, roleArn VARCHAR, bucketName VARCHAR,
                                     instanceId VARCHAR, functionName VARCHAR, name VARCHAR),
            resources STRUCT(ARN VARCHAR)[])[]'}
    )
);

SELECT count(*) AS events FROM events;
