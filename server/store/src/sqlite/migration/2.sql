-- Cards get an id to be named by, since the hash of a code is nobody's business, and can be voided.
ALTER TABLE code ADD COLUMN id BLOB;
ALTER TABLE code ADD COLUMN voided_at INTEGER;
UPDATE code SET id = randomblob(16);
CREATE UNIQUE INDEX code_id ON code (id);
CREATE INDEX code_unspent ON code (site, made_at) WHERE spent_at IS NULL;
