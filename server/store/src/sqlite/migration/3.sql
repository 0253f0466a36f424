-- What somebody said it was for: an export's purpose.
ALTER TABLE audit ADD COLUMN note TEXT;
CREATE INDEX audit_site ON audit (site, no);
