CREATE TABLE access_key (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE account (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE action (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, name TEXT NOT NULL,
  UNIQUE (source, name)
);

CREATE VIEW activities AS SELECT
  date(activity.day * 86400, 'unixepoch') AS day,
  principal.text AS principal, principal.type AS principalType,
  coalesce(nullif(principal.person, ''), directory_user.name) AS person,
  action.source AS eventSource, action.name AS eventName, error.text AS error,
  activity.count AS count, activity.hours AS hours
FROM activity
  LEFT JOIN principal ON principal.id = activity.principal
  LEFT JOIN directory_user
    ON directory_user.id = principal.text AND principal.type = 'directory'
  LEFT JOIN action ON action.id = activity.action
  LEFT JOIN error ON error.id = activity.error;

CREATE TABLE activity (
  day INTEGER NOT NULL, -- days since 1970
  principal INTEGER NOT NULL, action INTEGER NOT NULL, error INTEGER NOT NULL,
  count INTEGER NOT NULL,
  hours INTEGER NOT NULL, -- a bit for each hour, 1 for the first
  PRIMARY KEY (day, principal, action, error)
) WITHOUT ROWID;

CREATE TABLE address (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE agent (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL, -- the same for all alerts of a rule and subject
  rule INTEGER NOT NULL REFERENCES rule, subject INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
  twins INTEGER NOT NULL, -- second records of a call, among those counted
  level TEXT NOT NULL, title TEXT NOT NULL, reason TEXT NOT NULL,
  basis TEXT NOT NULL, facts TEXT NOT NULL, entities TEXT NOT NULL, -- both JSON
  staged INTEGER NOT NULL, -- 1 for experimental rules, of which nobody is notified
  covered_by INTEGER, -- an alert whose notice says it all
  state TEXT NOT NULL DEFAULT 'open',
  state_until INTEGER, state_by TEXT, state_why TEXT, state_at INTEGER,
  created INTEGER NOT NULL,
  began INTEGER NOT NULL, -- the first event behind the first hit
  response TEXT NOT NULL DEFAULT '', -- what to do, filled in
  notified INTEGER, notified_level TEXT, notified_entities TEXT, notified_last INTEGER,
  pending INTEGER NOT NULL DEFAULT 1 -- it has changed since notices were last written
);

CREATE INDEX alert_by_key ON alert (key, first);

CREATE INDEX alert_covered ON alert (covered_by) WHERE covered_by IS NOT NULL;

CREATE INDEX alert_pending ON alert (pending) WHERE pending;

CREATE TABLE alert_event (
  alert INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
  time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
  raw TEXT, -- the record, credentials blanked
  why_missing TEXT,
  shared_id TEXT, -- the same in the record that another account has of the call
  PRIMARY KEY (alert, time, id, content)
);

CREATE VIEW alerts AS SELECT
  alert.id AS alert, alert.key AS key, rule.title AS rule, rule.rule_id AS ruleID,
  alert.level AS level, alert.state AS state, alert.title AS title,
  alert.reason AS reason, alert.basis AS basis, alert.count - alert.twins AS count,
  strftime('%Y-%m-%dT%H:%M:%SZ', alert.began, 'unixepoch') AS first,
  strftime('%Y-%m-%dT%H:%M:%SZ', alert.last, 'unixepoch') AS last,
  alert.staged AS staged, alert.covered_by AS coveredBy, rule.techniques AS techniques
FROM alert JOIN rule ON rule.id = alert.rule;

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY, alert INTEGER, key TEXT NOT NULL, kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  notice TEXT NOT NULL, -- JSON
  state TEXT NOT NULL DEFAULT 'waiting',
  attempts INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL,
  next_attempt INTEGER NOT NULL, ended INTEGER, thread TEXT, reason TEXT
);

CREATE INDEX delivery_by_key ON delivery (key, channel);

CREATE INDEX delivery_waiting ON delivery (state, next_attempt) WHERE state = 'waiting';

CREATE TABLE directory_user ( -- users of Identity Center, whose calls name none
  id TEXT PRIMARY KEY, name TEXT NOT NULL,
  time INTEGER NOT NULL -- of the sign-in that named the user last
) WITHOUT ROWID;

CREATE TABLE error (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE event (
  time INTEGER NOT NULL, -- seconds since 1970
  id NOT NULL, -- a blob of 16 bytes where it is a UUID, else text
  content INTEGER NOT NULL, -- a hash that tells two contents under one id apart
  action INTEGER NOT NULL, principal INTEGER NOT NULL, session INTEGER NOT NULL,
  account INTEGER NOT NULL, region INTEGER NOT NULL, address INTEGER NOT NULL,
  agent INTEGER NOT NULL, error INTEGER NOT NULL, access_key INTEGER NOT NULL,
  resource INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  -- where the raw record is: a file, and bytes of its inflated content
  source INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
  PRIMARY KEY (time, id, content)
) WITHOUT ROWID;

CREATE VIEW events AS SELECT
  CASE WHEN event.flags & 128 THEN NULL
  WHEN typeof(event.id) = 'blob' THEN lower(
    substr(hex(event.id), 1, 8) || '-' || substr(hex(event.id), 9, 4) || '-' ||
    substr(hex(event.id), 13, 4) || '-' || substr(hex(event.id), 17, 4) || '-' ||
    substr(hex(event.id), 21))
  ELSE event.id END AS eventID,
  strftime('%Y-%m-%dT%H:%M:%SZ', event.time, 'unixepoch') AS eventTime,
  nullif(action.source, '') AS eventSource, nullif(action.name, '') AS eventName,
  region.text AS awsRegion, account.text AS recipientAccountId,
  address.text AS sourceIPAddress, agent.text AS userAgent,
  CASE WHEN error.text <> '(failure without a code)' THEN error.text END
    AS errorCode,
  access_key.text AS accessKeyId,
  principal.text AS principal, principal.type AS principalType,
  nullif(principal.role, '') AS role,
  coalesce(nullif(principal.person, ''), directory_user.name) AS person,
  session.text AS session, resource.text AS resource,
  nullif(resource.others, '') AS otherResources,
  event.flags & 1 AS failed, event.flags >> 1 & 1 AS denied,
  event.flags >> 2 & 1 AS readOnly,
  folder.path || '/' || source.name AS file, event.offset AS offset,
  event.length AS length
FROM event
  LEFT JOIN action ON action.id = event.action
  LEFT JOIN principal ON principal.id = event.principal
  LEFT JOIN directory_user
    ON directory_user.id = principal.text AND principal.type = 'directory'
  LEFT JOIN session ON session.id = event.session
  LEFT JOIN account ON account.id = event.account
  LEFT JOIN region ON region.id = event.region
  LEFT JOIN address ON address.id = event.address
  LEFT JOIN agent ON agent.id = event.agent
  LEFT JOIN error ON error.id = event.error
  LEFT JOIN access_key ON access_key.id = event.access_key
  LEFT JOIN resource ON resource.id = event.resource
  LEFT JOIN source ON source.id = event.source
  LEFT JOIN folder ON folder.id = source.folder;

CREATE TABLE firing (
  rule INTEGER NOT NULL, subject INTEGER NOT NULL, time INTEGER NOT NULL,
  start INTEGER NOT NULL, measure REAL NOT NULL, remark TEXT,
  events TEXT NOT NULL, -- the first ones, JSON
  PRIMARY KEY (rule, subject, time)
) WITHOUT ROWID;

CREATE TABLE folder (
  id INTEGER PRIMARY KEY,
  path NOT NULL UNIQUE -- text, or a blob where it is not UTF-8
);

CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);

CREATE TABLE group_change (
  time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
  position INTEGER NOT NULL, -- of the rule in the call
  change TEXT NOT NULL,
  group_id TEXT, group_name TEXT, rule_id TEXT, direction TEXT,
  protocol TEXT, from_port INTEGER, to_port INTEGER,
  peer_kind TEXT, peer TEXT, peer_account TEXT,
  principal INTEGER NOT NULL, session INTEGER NOT NULL, access_key INTEGER NOT NULL,
  account INTEGER NOT NULL, region INTEGER NOT NULL, address INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  PRIMARY KEY (time, id, content, position)
) WITHOUT ROWID;

CREATE VIEW group_changes AS SELECT
  strftime('%Y-%m-%dT%H:%M:%SZ', event.time, 'unixepoch') AS eventTime,
  CASE WHEN event.flags & 128 THEN NULL
  WHEN typeof(event.id) = 'blob' THEN lower(
    substr(hex(event.id), 1, 8) || '-' || substr(hex(event.id), 9, 4) || '-' ||
    substr(hex(event.id), 13, 4) || '-' || substr(hex(event.id), 17, 4) || '-' ||
    substr(hex(event.id), 21))
  ELSE event.id END AS eventID, event.change AS change, event.group_id AS groupId,
  event.group_name AS groupName, event.rule_id AS securityGroupRuleId,
  event.direction AS direction, event.protocol AS protocol,
  event.from_port AS fromPort, event.to_port AS toPort, event.peer AS peer,
  principal.text AS principal, nullif(principal.person, '') AS person,
  session.text AS session,
  access_key.text AS accessKeyId, account.text AS recipientAccountId,
  region.text AS awsRegion, address.text AS sourceIPAddress
FROM group_change AS event
  LEFT JOIN principal ON principal.id = event.principal
  LEFT JOIN session ON session.id = event.session
  LEFT JOIN access_key ON access_key.id = event.access_key
  LEFT JOIN account ON account.id = event.account
  LEFT JOIN region ON region.id = event.region
  LEFT JOIN address ON address.id = event.address;

CREATE TABLE log_path (path TEXT PRIMARY KEY, last_used INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE match (
  rule INTEGER NOT NULL REFERENCES rule, subject INTEGER NOT NULL,
  time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
  PRIMARY KEY (rule, subject, time, id, content)
) WITHOUT ROWID;

CREATE VIEW matches AS SELECT
  rule.title AS title, rule.level AS level, rule.rule_id AS rule, rule.hash AS ruleHash,
  rule.raises_alerts AS raisesAlerts, CASE WHEN event.flags & 128 THEN NULL
  WHEN typeof(event.id) = 'blob' THEN lower(
    substr(hex(event.id), 1, 8) || '-' || substr(hex(event.id), 9, 4) || '-' ||
    substr(hex(event.id), 13, 4) || '-' || substr(hex(event.id), 17, 4) || '-' ||
    substr(hex(event.id), 21))
  ELSE event.id END AS eventID,
  strftime('%Y-%m-%dT%H:%M:%SZ', match.time, 'unixepoch') AS eventTime,
  action.source AS eventSource, action.name AS eventName,
  principal.text AS principal, nullif(principal.person, '') AS person,
  address.text AS sourceIPAddress,
  resource.text AS resource, event.flags & 1 AS failed, event.flags >> 1 & 1 AS denied
FROM match
  JOIN rule ON rule.id = match.rule
  JOIN event ON event.time = match.time AND event.id = match.id
    AND event.content = match.content
  LEFT JOIN action ON action.id = event.action
  LEFT JOIN principal ON principal.id = event.principal
  LEFT JOIN address ON address.id = event.address
  LEFT JOIN resource ON resource.id = event.resource;

CREATE TABLE object_listing (
  prefix TEXT PRIMARY KEY,
  first_day INTEGER, -- days since 1970; NULL for all from the beginning
  last_day INTEGER NOT NULL,
  full_day INTEGER NOT NULL -- when it was listed from the first day on
) WITHOUT ROWID;

CREATE TABLE observation_segment (
  id INTEGER PRIMARY KEY, rule INTEGER NOT NULL, day INTEGER NOT NULL, data BLOB NOT NULL
);

CREATE INDEX observation_segment_by_day ON observation_segment (rule, day);

CREATE TABLE observed_firing (
  rule INTEGER NOT NULL, subject INTEGER NOT NULL, -- the correlation that counts it
  time INTEGER NOT NULL,
  fired_rule INTEGER NOT NULL, fired_subject INTEGER NOT NULL, -- with time, in firing
  rule_index INTEGER NOT NULL, -- of fired_rule among the rules that it refers to
  value TEXT NOT NULL, -- the measured tuples, JSON
  PRIMARY KEY (rule, subject, time, fired_rule, fired_subject, rule_index)
) WITHOUT ROWID;

CREATE TABLE pending (
  rule INTEGER NOT NULL, subject INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, -- something is new between these
  PRIMARY KEY (rule, subject)
) WITHOUT ROWID;

CREATE TABLE principal (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL,
  type TEXT NOT NULL, -- root, user, role, instance, and so on
  role TEXT NOT NULL, -- the ARN of the role behind it, or ''
  person TEXT NOT NULL, -- who acted, where the record names a person, or ''
  UNIQUE (text, type, role, person)
);

CREATE TABLE region (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE rejected (
  source INTEGER NOT NULL REFERENCES source, offset INTEGER NOT NULL,
  length INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (source, offset)
) WITHOUT ROWID;

CREATE TABLE resource (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL, -- what a call is mainly about
  others TEXT NOT NULL, -- what else it is about, as a JSON array; empty where nothing is
  UNIQUE (text, others)
);

CREATE TABLE role_session (
  time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
  method TEXT NOT NULL, caller INTEGER NOT NULL, caller_session INTEGER NOT NULL,
  caller_key INTEGER NOT NULL, role INTEGER NOT NULL,
  session INTEGER NOT NULL, -- 0 where its ARN follows from the role and the name
  issued_key TEXT, account INTEGER NOT NULL, address INTEGER NOT NULL,
  error INTEGER NOT NULL, flags INTEGER NOT NULL, name TEXT, source_identity TEXT,
  subject TEXT, provider TEXT, audience TEXT, duration INTEGER, shared_id TEXT,
  PRIMARY KEY (time, id, content)
) WITHOUT ROWID;

CREATE INDEX role_session_caller ON role_session (caller_key) WHERE caller_key <> 0;

CREATE INDEX role_session_issued ON role_session (issued_key)
  WHERE issued_key IS NOT NULL;

CREATE INDEX role_session_saml ON role_session (name, role)
  WHERE method = 'AssumeRoleWithSAML';

CREATE VIEW role_sessions AS SELECT
  strftime('%Y-%m-%dT%H:%M:%SZ', start.time, 'unixepoch') AS eventTime,
  start.method AS method, role.text AS role, start.name AS sessionName,
  start.issued_key AS issuedAccessKeyId, caller.text AS caller,
  caller_session.text AS callerSession, caller_key.text AS callerAccessKeyId,
  address.text AS sourceIPAddress, account.text AS recipientAccountId,
  error.text AS errorCode, start.flags >> 1 & 1 AS denied,
  start.flags >> 3 & 1 AS mfa, start.source_identity AS sourceIdentity,
  start.subject AS subject, start.provider AS provider,
  start.duration AS durationSeconds
FROM role_session AS start
  LEFT JOIN resource AS role ON role.id = start.role
  LEFT JOIN principal AS caller ON caller.id = start.caller
  LEFT JOIN session AS caller_session ON caller_session.id = start.caller_session
  LEFT JOIN access_key AS caller_key ON caller_key.id = start.caller_key
  LEFT JOIN address ON address.id = start.address
  LEFT JOIN account ON account.id = start.account
  LEFT JOIN error ON error.id = start.error;

CREATE TABLE rule (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, rule_id TEXT, title TEXT NOT NULL,
  level TEXT, status TEXT, file TEXT NOT NULL, raises_alerts INTEGER NOT NULL,
  -- the time of the last event that the index had before the rule: what the rule looks
  -- back over begins there; null where it has seen all events
  known_from INTEGER
, techniques TEXT NOT NULL DEFAULT '');

CREATE TABLE rule_hour (
  rule INTEGER NOT NULL, subject INTEGER NOT NULL,
  expected INTEGER NOT NULL, -- 1 for what ends an absence
  hour INTEGER NOT NULL, -- its first second
  source INTEGER NOT NULL, count INTEGER NOT NULL,
  first_time INTEGER NOT NULL, first_id NOT NULL,
  last_time INTEGER NOT NULL, last_id NOT NULL,
  PRIMARY KEY (rule, subject, expected, hour, source)
) WITHOUT ROWID;

CREATE INDEX rule_hour_by_source ON rule_hour (source);

CREATE TABLE rule_set (
  id INTEGER PRIMARY KEY,
  rules TEXT NOT NULL, -- their hashes, sorted
  architecture TEXT NOT NULL, -- its hash
  paths TEXT NOT NULL, -- where the rules were loaded from, a JSON array
  last_used INTEGER NOT NULL,
  UNIQUE (rules, architecture)
);

CREATE TABLE secret (
  id INTEGER PRIMARY KEY,
  store TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
  other_name TEXT, -- what an ambiguous ARN may mean, too
  UNIQUE (store, account, region, name)
);

CREATE TABLE secret_access (
  secret INTEGER NOT NULL,
  time INTEGER NOT NULL, content INTEGER NOT NULL, operation INTEGER NOT NULL,
  action INTEGER NOT NULL, principal INTEGER NOT NULL, session INTEGER NOT NULL,
  access_key INTEGER NOT NULL, address INTEGER NOT NULL, error INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  version INTEGER NOT NULL, -- in secret_version; 0 for none
  PRIMARY KEY (secret, time, content, operation)
) WITHOUT ROWID;

CREATE VIEW secret_accesses AS SELECT
  secret.name AS secret, secret.store AS store,
  secret.account AS recipientAccountId, secret.region AS awsRegion,
  strftime('%Y-%m-%dT%H:%M:%SZ', access.time, 'unixepoch') AS eventTime,
  CASE access.operation
    WHEN 0 THEN 'read' WHEN 1 THEN 'decrypt' WHEN 2 THEN 'encrypt'
    WHEN 3 THEN 'describe' WHEN 4 THEN 'list' WHEN 5 THEN 'create'
    WHEN 6 THEN 'write' WHEN 7 THEN 'delete' WHEN 8 THEN 'restore'
    WHEN 9 THEN 'rotate' WHEN 10 THEN 'policy' WHEN 11 THEN 'replicate'
    WHEN 12 THEN 'tag'
  END AS operation,
  action.name AS eventName,
  principal.text AS principal, nullif(principal.person, '') AS person,
  session.text AS session,
  access_key.text AS accessKeyId, address.text AS sourceIPAddress,
  error.text AS errorCode, access.flags >> 1 & 1 AS denied,
  secret_version.version AS versionId, secret_version.stage AS versionStage
FROM secret_access AS access
  JOIN secret ON secret.id = access.secret
  LEFT JOIN action ON action.id = access.action
  LEFT JOIN principal ON principal.id = access.principal
  LEFT JOIN session ON session.id = access.session
  LEFT JOIN access_key ON access_key.id = access.access_key
  LEFT JOIN address ON address.id = access.address
  LEFT JOIN error ON error.id = access.error
  LEFT JOIN secret_version ON secret_version.id = access.version;

CREATE TABLE secret_version (
  id INTEGER PRIMARY KEY, version TEXT, stage TEXT, UNIQUE (version, stage)
);

CREATE TABLE seen (
  day INTEGER NOT NULL,
  kind INTEGER NOT NULL, -- the dictionary: 2 for session, 3 for account, and so on
  id INTEGER NOT NULL,
  count INTEGER NOT NULL, hours INTEGER NOT NULL,
  PRIMARY KEY (day, kind, id)
) WITHOUT ROWID;

CREATE TABLE session (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  folder INTEGER NOT NULL REFERENCES folder, name NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL, -- nanoseconds since 1970
  state TEXT NOT NULL
    CHECK (state IN ('reading', 'read', 'digest', 'damaged', 'other')),
  kind TEXT, -- what it is, where it is not CloudTrail; 'pipe' where it was read from one
  records INTEGER NOT NULL, indexed INTEGER NOT NULL,
  duplicates INTEGER NOT NULL, rejected INTEGER NOT NULL,
  inflated_bytes INTEGER NOT NULL, damage TEXT,
  rule_set INTEGER NOT NULL DEFAULT 0, -- what evaluated its events; 0 for no rules
  read_at INTEGER NOT NULL, etag TEXT,
  UNIQUE (folder, name)
);

CREATE INDEX source_damaged ON source (id) WHERE state IN ('reading', 'damaged');

CREATE VIEW sources AS SELECT
  folder.path || '/' || source.name AS file, source.state AS state, source.kind AS kind,
  source.records AS records, source.indexed AS indexed,
  source.duplicates AS duplicates, source.rejected AS rejected,
  source.damage AS damage, source.size AS size,
  strftime('%Y-%m-%dT%H:%M:%SZ', source.read_at, 'unixepoch') AS readAt
FROM source JOIN folder ON folder.id = source.folder;

CREATE TABLE subject (
  id INTEGER PRIMARY KEY, rule INTEGER NOT NULL REFERENCES rule,
  key TEXT NOT NULL, -- a JSON array
  UNIQUE (rule, key)
);

CREATE TABLE uncomposed_alert (alert INTEGER PRIMARY KEY);
