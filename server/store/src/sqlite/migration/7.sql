-- What phones could see and do before somebody gave them another scope or role, by the family of their device: what was made
-- then is judged by that.
CREATE TABLE rights_before (
  no       INTEGER PRIMARY KEY,
  family   BLOB NOT NULL,
  until_at INTEGER NOT NULL,
  role     TEXT NOT NULL,
  scope    TEXT NOT NULL
) STRICT;
CREATE INDEX rights_before_family ON rights_before (family, until_at);
-- What a site asks of its phones. Sites of before go on without a PIN.
ALTER TABLE site ADD COLUMN pin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN lease_ms INTEGER NOT NULL DEFAULT 259200000;
-- The envelope an operation came in, once it was opened; `raw` is then what was found in it.
ALTER TABLE op ADD COLUMN sealed TEXT;
-- Operations that came in a rescue file: their phones may never send them, so they have no receipt.
CREATE TABLE rescued (
  site INTEGER NOT NULL,
  op   BLOB NOT NULL,
  PRIMARY KEY (site, op)
) STRICT, WITHOUT ROWID;
-- Persons who were erased and of whom something may still stand where rows were: in free pages, the log beside the database or
-- the journal's files. Once all that was written anew, the line goes.
CREATE TABLE unwiped (
  site     INTEGER NOT NULL,
  record   BLOB NOT NULL,
  -- The database has been written anew since.
  vacuumed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (site, record)
) STRICT, WITHOUT ROWID;
-- How many days each is kept. Deletions of before `floor` are forgotten: whoever has read less far begins anew.
ALTER TABLE site ADD COLUMN keep_visits_days INTEGER NOT NULL DEFAULT 180;
ALTER TABLE site ADD COLUMN keep_audit_days INTEGER NOT NULL DEFAULT 730;
ALTER TABLE site ADD COLUMN keep_conflicts_days INTEGER NOT NULL DEFAULT 365;
ALTER TABLE site ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_deleted ON record (site, seq) WHERE deleted;
-- Records of people who have another one.
CREATE INDEX record_alias ON record (site) WHERE kind = 'resident' AND doc ->> 'same_as' IS NOT NULL;
