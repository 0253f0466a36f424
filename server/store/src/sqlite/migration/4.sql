-- What somebody said it was for: an export's purpose.
ALTER TABLE audit ADD COLUMN note TEXT;
CREATE INDEX audit_site ON audit (site, no);
-- A site that was made up to look around in.
ALTER TABLE site ADD COLUMN demo INTEGER NOT NULL DEFAULT 0;
