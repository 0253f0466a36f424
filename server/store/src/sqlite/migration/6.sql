-- What is to go to the journal outside the database: written in the transaction that it tells of, taken out once it is there. The
-- last line stays: its number says how far this database has come.
CREATE TABLE journal (
  no   INTEGER PRIMARY KEY,
  line TEXT NOT NULL
) STRICT;
-- How far the journal had come in it.
ALTER TABLE backup ADD COLUMN journal INTEGER NOT NULL DEFAULT 0;
