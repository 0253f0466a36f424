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
