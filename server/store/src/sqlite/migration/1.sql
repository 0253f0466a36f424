-- Ids are 16-byte blobs; times are milliseconds since 1970; `doc`, `meta`, `scope` of a device and `fields` are JSON.
-- `site` in the busy tables is the site's number, not its id: it leads every key. They carry no foreign keys, which
-- would cost a look-up per row written; `dabai check` looks instead.

CREATE TABLE site (
  no             INTEGER PRIMARY KEY,
  id             BLOB NOT NULL UNIQUE,
  -- The last sequence number given out. Raised first in every transaction that writes rows.
  head           INTEGER NOT NULL DEFAULT 0,
  -- As in the site's record, kept here by whatever writes that.
  name           TEXT NOT NULL,
  utc_offset_min INTEGER NOT NULL,
  day_turns_min  INTEGER NOT NULL,
  -- The device of whoever works at the machine itself.
  operator       BLOB NOT NULL
) STRICT;

-- Lives of this database; the last one is the present.
CREATE TABLE epoch (
  site     INTEGER NOT NULL REFERENCES site (no),
  no       INTEGER NOT NULL,
  epoch    BLOB NOT NULL UNIQUE,
  born_seq INTEGER NOT NULL,
  born_at  INTEGER NOT NULL,
  PRIMARY KEY (site, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  site      INTEGER NOT NULL,
  id        BLOB NOT NULL,
  kind      TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  -- A building; null is the whole site.
  scope     BLOB,
  -- The record it hangs from.
  parent    BLOB,
  -- Corrected time, of facts and ticks.
  at        INTEGER,
  deleted   INTEGER NOT NULL,
  -- When it first came to be stored.
  stored_at INTEGER NOT NULL,
  doc       TEXT NOT NULL,
  meta      TEXT NOT NULL,
  PRIMARY KEY (site, id)
) STRICT;
CREATE UNIQUE INDEX record_seq ON record (site, seq);
CREATE INDEX record_parent ON record (site, parent) WHERE parent IS NOT NULL;
CREATE INDEX record_at ON record (site, at) WHERE at IS NOT NULL;
CREATE INDEX record_kind ON record (site, kind, seq) WHERE at IS NULL;
CREATE INDEX record_visit ON record (site, seq) WHERE kind = 'visit';

-- One line for each scope a row has left.
CREATE TABLE "left" (
  site  INTEGER NOT NULL,
  seq   INTEGER NOT NULL,
  id    BLOB NOT NULL,
  kind  TEXT NOT NULL,
  scope BLOB,
  PRIMARY KEY (site, seq)
) STRICT, WITHOUT ROWID;

-- Every operation ever taken, with what it came to. Never pruned: final results repeat from here.
CREATE TABLE op (
  site      INTEGER NOT NULL,
  id        BLOB NOT NULL,
  device    BLOB NOT NULL,
  n         INTEGER NOT NULL,
  account   BLOB NOT NULL,
  at        INTEGER NOT NULL,
  skew_ms   INTEGER NOT NULL,
  status    TEXT NOT NULL CHECK (status IN ('applied', 'superseded', 'rejected', 'held')),
  code      TEXT,
  field     TEXT,
  fields    TEXT,
  seq       INTEGER,
  epoch     BLOB NOT NULL,
  waits_for BLOB,
  stored_at INTEGER NOT NULL,
  raw       TEXT NOT NULL,
  PRIMARY KEY (site, id)
) STRICT;
CREATE INDEX op_waiting ON op (site, waits_for) WHERE waits_for IS NOT NULL;
CREATE INDEX op_held ON op (site, device, n) WHERE status = 'held';

-- Which operation a device sent under which number, without gaps. Never pruned.
CREATE TABLE receipt (
  device BLOB NOT NULL,
  n      INTEGER NOT NULL,
  op     BLOB NOT NULL,
  PRIMARY KEY (device, n)
) STRICT, WITHOUT ROWID;

-- Values that lost between two concurrent edits, until somebody settles them.
CREATE TABLE conflict (
  no       INTEGER PRIMARY KEY,
  site     INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  record   BLOB NOT NULL,
  field    TEXT NOT NULL,
  lost     TEXT NOT NULL,
  kept     TEXT NOT NULL,
  op       BLOB NOT NULL,
  found_at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
CREATE INDEX conflict_record ON conflict (site, record);

CREATE TABLE account (
  no      INTEGER PRIMARY KEY,
  id      BLOB NOT NULL,
  site    INTEGER NOT NULL REFERENCES site (no),
  name    TEXT NOT NULL,
  role    TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  UNIQUE (id, site)
) STRICT;

CREATE TABLE login (
  login    TEXT PRIMARY KEY,
  account  BLOB NOT NULL,
  password TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Desk sign-ins, by a hash of their token.
CREATE TABLE session (
  token   BLOB PRIMARY KEY,
  account BLOB NOT NULL,
  until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account);

CREATE TABLE device (
  id           BLOB PRIMARY KEY,
  site         INTEGER NOT NULL REFERENCES site (no),
  account      BLOB NOT NULL,
  sort         TEXT NOT NULL CHECK (sort IN ('phone', 'desk', 'operator')),
  name         TEXT NOT NULL,
  role         TEXT NOT NULL,
  scope        TEXT NOT NULL,
  scope_gen    INTEGER NOT NULL DEFAULT 0,
  expires      INTEGER,
  revoked_at   INTEGER,
  -- The first of all the devices renewed from one another: one revocation covers them.
  family       BLOB NOT NULL,
  renewed_from BLOB,
  -- Hash of the key it was enrolled or renewed with.
  key_hash     BLOB,
  -- Of a desk's device, the sign-in.
  session      BLOB,
  made_at      INTEGER NOT NULL,
  heard_at     INTEGER,
  unsent       INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX device_site ON device (site, sort);
CREATE INDEX device_family ON device (family);
CREATE INDEX device_session ON device (session) WHERE session IS NOT NULL;
CREATE INDEX device_renewed ON device (renewed_from, key_hash) WHERE renewed_from IS NOT NULL;

-- Enrolment codes, by a keyed hash.
CREATE TABLE code (
  hash        BLOB PRIMARY KEY,
  site        INTEGER NOT NULL REFERENCES site (no),
  account     BLOB NOT NULL,
  scope       TEXT NOT NULL,
  valid_until INTEGER NOT NULL,
  expires     INTEGER,
  made_at     INTEGER NOT NULL,
  spent_at    INTEGER,
  device      BLOB
) STRICT, WITHOUT ROWID;

-- Who let whom in or out.
CREATE TABLE audit (
  no      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  site    INTEGER,
  account BLOB,
  device  BLOB,
  what    TEXT NOT NULL,
  subject BLOB
) STRICT;

-- Written to learn whether anything can be written.
CREATE TABLE probe (
  no INTEGER PRIMARY KEY CHECK (no = 1),
  at INTEGER NOT NULL
) STRICT;

-- For people who look with a database tool. Nothing in the program reads these.
CREATE VIEW door AS
SELECT s.name AS site, lower(hex(r.id)) AS id, r.seq, r.deleted,
  doc ->> 'building' AS building, doc ->> 'unit' AS unit, doc ->> 'floor' AS floor, doc ->> 'room' AS room,
  doc ->> 'vacant' AS vacant, doc ->> 'note' AS note
FROM record r JOIN site s ON s.no = r.site WHERE r.kind = 'door';

CREATE VIEW resident AS
SELECT s.name AS site, lower(hex(r.id)) AS id, r.seq, r.deleted,
  doc ->> 'door' AS door, doc ->> 'name' AS name, doc ->> 'sex' AS sex, doc ->> 'age' AS age, doc ->> 'phone' AS phone,
  doc ->> 'living_alone' AS living_alone, doc ->> 'control' AS control, doc ->> 'whereabouts' AS whereabouts,
  doc -> 'care' AS care, doc -> 'priority' AS priority, doc -> 'medical' AS medical
FROM record r JOIN site s ON s.no = r.site WHERE r.kind = 'resident';

CREATE VIEW visit AS
SELECT s.name AS site, lower(hex(r.id)) AS id, r.seq,
  datetime(r.at / 1000, 'unixepoch') AS at_utc, datetime(r.stored_at / 1000, 'unixepoch') AS stored_at_utc,
  doc ->> 'door' AS door, doc ->> 'by' AS account, doc ->> 'outcome' AS outcome, doc -> 'persons' AS persons,
  doc ->> 'note' AS note, doc ->> 'late' AS late, doc ->> 'void' AS void, doc ->> 'amended_by' AS amended_by
FROM record r JOIN site s ON s.no = r.site WHERE r.kind = 'visit';

CREATE VIEW tick AS
SELECT s.name AS site, lower(hex(r.id)) AS id, r.seq,
  datetime(r.at / 1000, 'unixepoch') AS at_utc,
  doc ->> 'subject' AS subject, doc ->> 'template' AS template, doc ->> 'item' AS item, doc ->> 'period' AS period,
  doc ->> 'value' AS value, doc ->> 'by' AS account, doc ->> 'doubtful' AS doubtful
FROM record r JOIN site s ON s.no = r.site WHERE r.kind = 'tick';
