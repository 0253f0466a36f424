-- What somebody said it was for: an export's purpose.
ALTER TABLE audit ADD COLUMN note TEXT;
CREATE INDEX audit_site ON audit (site, no);
-- A site that was made up to look around in.
ALTER TABLE site ADD COLUMN demo INTEGER NOT NULL DEFAULT 0;
-- Backups that are kept, the oldest first, and how far each device had come in them: until the oldest has an operation, the
-- phone that made it holds it.
CREATE TABLE backup (
  no   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  at   INTEGER NOT NULL
) STRICT;
CREATE TABLE backup_device (
  device BLOB NOT NULL,
  backup INTEGER NOT NULL REFERENCES backup (no),
  n      INTEGER NOT NULL,
  PRIMARY KEY (device, backup)
) STRICT, WITHOUT ROWID;
