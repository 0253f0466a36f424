-- A database as version 6 of the schema wrote it, with `device.key` of 32 bytes 7. Never to be edited. How the next one is
-- made: `write_golden` in ../it/golden.rs.
PRAGMA user_version = 6;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
, demo INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO site VALUES(1,X'018473dd650071018101010101010101',12,'月亮湾',480,240,X'018473dd650073cea4c6303989727e94',0);
CREATE TABLE epoch (
  site     INTEGER NOT NULL REFERENCES site (no),
  no       INTEGER NOT NULL,
  epoch    BLOB NOT NULL UNIQUE,
  born_seq INTEGER NOT NULL,
  born_at  INTEGER NOT NULL,
  PRIMARY KEY (site, no)
) STRICT, WITHOUT ROWID;
INSERT INTO epoch VALUES(1,1,X'01a21b1244aa7feabf2b349cbb25aba4',0,1795750511786);
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
INSERT INTO record VALUES(1,X'018473dd650071018101010101010101','site',1,NULL,NULL,NULL,0,1668391200000,'{"day_turns_min":240,"name":"月亮湾","utc_offset_min":480}','{"born":{"seq":1,"device":"018473dd-6500-73ce-a4c6-303989727e94","n":1,"seen":0,"at":1668391200000}}');
INSERT INTO record VALUES(1,X'018473dd650072028202020202020202','account',2,NULL,NULL,NULL,0,1668391200000,'{"name":"小陈","role":"worker"}','{"born":{"seq":2,"device":"018473dd-6500-73ce-a4c6-303989727e94","n":2,"seen":1,"at":1668391200000}}');
INSERT INTO record VALUES(1,X'018473dd650073038303030303030303','account',3,NULL,NULL,NULL,0,1668391200000,'{"name":"周调度","role":"coordinator"}','{"born":{"seq":3,"device":"018473dd-6500-73ce-a4c6-303989727e94","n":3,"seen":2,"at":1668391200000}}');
INSERT INTO record VALUES(1,X'018473dd65007a0a8a0a0a0a0a0a0a0a','building',5,NULL,NULL,NULL,0,1668391200000,'{"name":"1号楼"}','{"born":{"seq":5,"device":"018473dd-6500-73ce-a4c6-303989727e94","n":4,"seen":0,"at":1668391200000}}');
INSERT INTO record VALUES(1,X'018473dd650074149414141414141414','door',6,X'018473dd65007a0a8a0a0a0a0a0a0a0a',X'018473dd65007a0a8a0a0a0a0a0a0a0a',NULL,0,1668391200000,'{"building":"018473dd-6500-7a0a-8a0a-0a0a0a0a0a0a","room":"1203","unit":"2"}','{"born":{"seq":6,"device":"018473dd-6500-73ce-a4c6-303989727e94","n":5,"seen":0,"at":1668391200000}}');
INSERT INTO record VALUES(1,X'018473dd65007828a828282828282828','template',8,NULL,NULL,NULL,0,1668391200000,'{"items":[{"key":"rubbish","type":"tick","when_fine":true,"zh":"垃圾"}],"key":"daily","version":1}','{"born":{"seq":8,"device":"018473dd-6500-73ce-a4c6-303989727e94","n":7,"seen":0,"at":1668391200000}}');
INSERT INTO record VALUES(1,X'018473dd65007e1e9e1e1e1e1e1e1e1e','resident',12,X'018473dd65007a0a8a0a0a0a0a0a0a0a',X'018473dd650074149414141414141414',NULL,0,1668391200000,'{"age":83,"care":["hearing"],"door":"018473dd-6500-7414-9414-141414141414","name":"王桂兰","note":"下午在家","priority":{"cadence_h":12,"reason":"独居"}}','{"born":{"seq":7,"device":"018473dd-6500-73ce-a4c6-303989727e94","n":6,"seen":0,"at":1668391200000},"fields":{"care":{"set":{"hearing":{"claims":[{"seq":7,"device":"018473dd-6500-73ce-a4c6-303989727e94","n":6,"seen":0,"at":1668391200000}]}}},"note":{"register":{"seq":12,"device":"018473dd-6500-78e8-b57b-86b8a8eddced","n":5,"seen":0,"at":1668391200000}},"priority":{"sticky":{"claims":[{"value":{"cadence_h":12,"reason":"独居"},"stamp":{"seq":7,"device":"018473dd-6500-73ce-a4c6-303989727e94","n":6,"seen":0,"at":1668391200000}}]}}}}');
INSERT INTO record VALUES(1,X'018473dd65007232b232323232323232','visit',10,X'018473dd65007a0a8a0a0a0a0a0a0a0a',X'018473dd650074149414141414141414',1668391200000,0,1668391200000,'{"at":1668391200000,"by":"018473dd-6500-7202-8202-020202020202","door":"018473dd-6500-7414-9414-141414141414","outcome":"answered","persons":[{"how":"met","resident":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e"}]}','{"born":{"seq":10,"device":"018473dd-6500-78e8-b57b-86b8a8eddced","n":1,"seen":0,"at":1668391200000}}');
INSERT INTO record VALUES(1,X'58bfc13c6e1a5319b704763fcbddbf8a','tick',11,X'018473dd65007a0a8a0a0a0a0a0a0a0a',X'018473dd650074149414141414141414',1668391200000,0,1668391200000,'{"at":1668391200000,"by":"018473dd-6500-7202-8202-020202020202","item":"rubbish","period":"2022-11-14","subject":"018473dd-6500-7414-9414-141414141414","template":"daily","value":true,"version":1}','{"born":{"seq":11,"device":"018473dd-6500-78e8-b57b-86b8a8eddced","n":2,"seen":0,"at":1668391200000}}');
CREATE TABLE IF NOT EXISTS "left" (
  site  INTEGER NOT NULL,
  seq   INTEGER NOT NULL,
  id    BLOB NOT NULL,
  kind  TEXT NOT NULL,
  scope BLOB,
  PRIMARY KEY (site, seq)
) STRICT, WITHOUT ROWID;
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
  raw       TEXT NOT NULL, settled_at INTEGER, settled_by BLOB,
  PRIMARY KEY (site, id)
) STRICT;
INSERT INTO op VALUES(1,X'018473dd650072ed8e2fec04eef0925a',X'018473dd650073cea4c6303989727e94',1,X'018473dd65007a24ad13feee45370bf9',1668391200000,0,'applied',NULL,NULL,NULL,1,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":1,"id":"018473dd-6500-72ed-8e2f-ec04eef0925a","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"01a21b12-44aa-7fea-bf2b-349cbb25aba4","seq":0},"change":{"type":"create","kind":"site","record":"018473dd-6500-7101-8101-010101010101","fields":{"day_turns_min":240,"name":"月亮湾","utc_offset_min":480}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007b50b6042c726ff11357',X'018473dd650073cea4c6303989727e94',2,X'018473dd65007a24ad13feee45370bf9',1668391200000,0,'applied',NULL,NULL,NULL,2,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":2,"id":"018473dd-6500-7b50-b604-2c726ff11357","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"01a21b12-44aa-7fea-bf2b-349cbb25aba4","seq":1},"change":{"type":"create","kind":"account","record":"018473dd-6500-7202-8202-020202020202","fields":{"name":"小陈","role":"worker"}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007d5b99579db90205f6c8',X'018473dd650073cea4c6303989727e94',3,X'018473dd65007a24ad13feee45370bf9',1668391200000,0,'applied',NULL,NULL,NULL,3,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":3,"id":"018473dd-6500-7d5b-9957-9db90205f6c8","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"01a21b12-44aa-7fea-bf2b-349cbb25aba4","seq":2},"change":{"type":"create","kind":"account","record":"018473dd-6500-7303-8303-030303030303","fields":{"name":"周调度","role":"coordinator"}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd650074149414141414141414',X'018473dd650073cea4c6303989727e94',5,X'018473dd65007a24ad13feee45370bf9',1668391200000,0,'applied',NULL,NULL,NULL,6,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":5,"id":"018473dd-6500-7414-9414-141414141414","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"create","kind":"door","record":"018473dd-6500-7414-9414-141414141414","fields":{"building":"018473dd-6500-7a0a-8a0a-0a0a0a0a0a0a","room":"1203","unit":"2"}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007828a828282828282828',X'018473dd650073cea4c6303989727e94',7,X'018473dd65007a24ad13feee45370bf9',1668391200000,0,'applied',NULL,NULL,NULL,8,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":7,"id":"018473dd-6500-7828-a828-282828282828","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"create","kind":"template","record":"018473dd-6500-7828-a828-282828282828","fields":{"items":[{"key":"rubbish","type":"tick","when_fine":true,"zh":"垃圾"}],"key":"daily","version":1}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007a0a8a0a0a0a0a0a0a0a',X'018473dd650073cea4c6303989727e94',4,X'018473dd65007a24ad13feee45370bf9',1668391200000,0,'applied',NULL,NULL,NULL,5,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":4,"id":"018473dd-6500-7a0a-8a0a-0a0a0a0a0a0a","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"create","kind":"building","record":"018473dd-6500-7a0a-8a0a-0a0a0a0a0a0a","fields":{"name":"1号楼"}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007c3cbc3c3c3c3c3c3c3c',X'018473dd650073cea4c6303989727e94',8,X'018473dd65007a24ad13feee45370bf9',1668391200000,0,'applied',NULL,NULL,NULL,9,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":8,"id":"018473dd-6500-7c3c-bc3c-3c3c3c3c3c3c","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"set","kind":"resident","record":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e","fields":{"note":"上午不在"}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007e1e9e1e1e1e1e1e1e1e',X'018473dd650073cea4c6303989727e94',6,X'018473dd65007a24ad13feee45370bf9',1668391200000,0,'applied',NULL,NULL,NULL,7,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":6,"id":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"create","kind":"resident","record":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e","fields":{"age":83,"care":["hearing"],"door":"018473dd-6500-7414-9414-141414141414","name":"王桂兰","priority":{"cadence_h":12,"reason":"独居"}}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007232b232323232323232',X'018473dd650078e8b57b86b8a8eddced',1,X'018473dd650072028202020202020202',1668391200000,0,'applied',NULL,NULL,NULL,10,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":1,"id":"018473dd-6500-7232-b232-323232323232","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"fact","kind":"visit","record":"018473dd-6500-7232-b232-323232323232","fields":{"door":"018473dd-6500-7414-9414-141414141414","outcome":"answered","persons":[{"how":"met","resident":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e"}]}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007333b333333333333333',X'018473dd650078e8b57b86b8a8eddced',2,X'018473dd650072028202020202020202',1668391200000,0,'applied',NULL,NULL,NULL,11,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":2,"id":"018473dd-6500-7333-b333-333333333333","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"create","kind":"tick","record":"58bfc13c-6e1a-5319-b704-763fcbddbf8a","fields":{"item":"rubbish","period":"2022-11-14","subject":"018473dd-6500-7414-9414-141414141414","template":"daily","value":true,"version":1}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007434b434343434343434',X'018473dd650078e8b57b86b8a8eddced',3,X'018473dd650072028202020202020202',1668391200000,0,'rejected','bad_field','age',NULL,NULL,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":3,"id":"018473dd-6500-7434-b434-343434343434","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"set","kind":"resident","record":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e","fields":{"age":999}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007535b535353535353535',X'018473dd650078e8b57b86b8a8eddced',4,X'018473dd650072028202020202020202',1668391200000,0,'held','orphan',NULL,NULL,NULL,X'01a21b1244aa7feabf2b349cbb25aba4',X'018473dd65007363a363636363636363',1668391200000,'{"n":4,"id":"018473dd-6500-7535-b535-353535353535","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"fact","kind":"visit","record":"018473dd-6500-7535-b535-353535353535","fields":{"door":"018473dd-6500-7363-a363-636363636363","outcome":"answered","persons":[{"how":"met","resident":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e"}]}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007636b636363636363636',X'018473dd650078e8b57b86b8a8eddced',5,X'018473dd650072028202020202020202',1668391200000,0,'applied',NULL,NULL,NULL,12,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"n":5,"id":"018473dd-6500-7636-b636-363636363636","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"set","kind":"resident","record":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e","fields":{"note":"下午在家"}}}',NULL,NULL);
INSERT INTO op VALUES(1,X'018473dd65007737b737373737373737',X'018473dd650078e8b57b86b8a8eddced',6,X'018473dd650072028202020202020202',1668391200000,0,'held','unknown_change',NULL,NULL,NULL,X'01a21b1244aa7feabf2b349cbb25aba4',NULL,1668391200000,'{"at":1668391200000,"change":{"type":"dance"},"id":"018473dd-6500-7737-b737-373737373737","n":6,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"site":"018473dd-6500-7101-8101-010101010101"}',NULL,NULL);
CREATE TABLE receipt (
  device BLOB NOT NULL,
  n      INTEGER NOT NULL,
  op     BLOB NOT NULL,
  PRIMARY KEY (device, n)
) STRICT, WITHOUT ROWID;
INSERT INTO receipt VALUES(X'018473dd650073cea4c6303989727e94',1,X'018473dd650072ed8e2fec04eef0925a');
INSERT INTO receipt VALUES(X'018473dd650073cea4c6303989727e94',2,X'018473dd65007b50b6042c726ff11357');
INSERT INTO receipt VALUES(X'018473dd650073cea4c6303989727e94',3,X'018473dd65007d5b99579db90205f6c8');
INSERT INTO receipt VALUES(X'018473dd650073cea4c6303989727e94',4,X'018473dd65007a0a8a0a0a0a0a0a0a0a');
INSERT INTO receipt VALUES(X'018473dd650073cea4c6303989727e94',5,X'018473dd650074149414141414141414');
INSERT INTO receipt VALUES(X'018473dd650073cea4c6303989727e94',6,X'018473dd65007e1e9e1e1e1e1e1e1e1e');
INSERT INTO receipt VALUES(X'018473dd650073cea4c6303989727e94',7,X'018473dd65007828a828282828282828');
INSERT INTO receipt VALUES(X'018473dd650073cea4c6303989727e94',8,X'018473dd65007c3cbc3c3c3c3c3c3c3c');
INSERT INTO receipt VALUES(X'018473dd650078e8b57b86b8a8eddced',1,X'018473dd65007232b232323232323232');
INSERT INTO receipt VALUES(X'018473dd650078e8b57b86b8a8eddced',2,X'018473dd65007333b333333333333333');
INSERT INTO receipt VALUES(X'018473dd650078e8b57b86b8a8eddced',3,X'018473dd65007434b434343434343434');
INSERT INTO receipt VALUES(X'018473dd650078e8b57b86b8a8eddced',4,X'018473dd65007535b535353535353535');
INSERT INTO receipt VALUES(X'018473dd650078e8b57b86b8a8eddced',5,X'018473dd65007636b636363636363636');
INSERT INTO receipt VALUES(X'018473dd650078e8b57b86b8a8eddced',6,X'018473dd65007737b737373737373737');
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
, lost_device BLOB, lost_at INTEGER, settled_by BLOB) STRICT;
INSERT INTO "conflict" VALUES(1,1,12,'resident',X'018473dd65007e1e9e1e1e1e1e1e1e1e','note','"上午不在"','"下午在家"',X'018473dd65007636b636363636363636',1668391200000,NULL,X'018473dd650073cea4c6303989727e94',1668391200000,NULL);
CREATE TABLE account (
  no      INTEGER PRIMARY KEY,
  id      BLOB NOT NULL,
  site    INTEGER NOT NULL REFERENCES site (no),
  name    TEXT NOT NULL,
  role    TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  UNIQUE (id, site)
) STRICT;
INSERT INTO account VALUES(1,X'018473dd650072028202020202020202',1,'小陈','worker',1668391200000);
INSERT INTO account VALUES(2,X'018473dd650073038303030303030303',1,'周调度','coordinator',1668391200000);
CREATE TABLE login (
  login    TEXT PRIMARY KEY,
  account  BLOB NOT NULL,
  password TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO login VALUES('desk',X'018473dd650073038303030303030303','$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA');
CREATE TABLE session (
  token   BLOB PRIMARY KEY,
  account BLOB NOT NULL,
  until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO session VALUES(X'3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0',X'018473dd650073038303030303030303',1668394800000);
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
INSERT INTO device VALUES(X'018473dd650073cea4c6303989727e94',1,X'018473dd65007a24ad13feee45370bf9','operator','operator','administrator','"whole_site"',0,NULL,NULL,X'018473dd650073cea4c6303989727e94',NULL,NULL,NULL,1668391200000,NULL,NULL);
INSERT INTO device VALUES(X'018473dd65007822a294f978272066ca',1,X'018473dd650072028202020202020202','phone','phone','worker','"whole_site"',0,NULL,1668391200000,X'018473dd65007822a294f978272066ca',NULL,X'0554a5df02ee12f1ae36a51caaef34a31deb9458a48b629da554a2b322466f4a',NULL,1668391200000,NULL,NULL);
INSERT INTO device VALUES(X'018473dd650078e8b57b86b8a8eddced',1,X'018473dd650072028202020202020202','phone','phone','worker','"whole_site"',0,NULL,NULL,X'018473dd650078e8b57b86b8a8eddced',NULL,X'ef797c8118f02dfb649607dd5d3f8c7623048c9c063d532cc95c5ed7a898a64f',NULL,1668391200000,NULL,NULL);
INSERT INTO device VALUES(X'01a21b1244eb751098122a6f61a96612',1,X'018473dd650073038303030303030303','desk','desk','coordinator','"whole_site"',0,1668394800000,NULL,X'01a21b1244eb751098122a6f61a96612',NULL,NULL,X'3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0',1795750511851,NULL,NULL);
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
, id BLOB, voided_at INTEGER) STRICT, WITHOUT ROWID;
INSERT INTO code VALUES(X'6bff9d172fad3c807c2dd038c86c7690712ffcf01403879bf9cc24e46072f9d2',1,X'018473dd650072028202020202020202','"whole_site"',1668394800000,NULL,1668391200000,1668391200000,X'018473dd65007822a294f978272066ca',X'018473dd650070d28bbaa731bb7063e4',NULL);
INSERT INTO code VALUES(X'a713dbdf917febd4a039de9e4dda7dedff630ccf489edcc9e50e70a842b6a8c8',1,X'018473dd650072028202020202020202','"whole_site"',1668394800000,NULL,1668391200000,NULL,NULL,X'018473dd650071d5b7d6b16b0c42662e',NULL);
INSERT INTO code VALUES(X'f994193a243d9f33986a309195b6aee2ba2b596cac187b72224dc832371932dd',1,X'018473dd650072028202020202020202','"whole_site"',1668394800000,NULL,1668391200000,1668391200000,X'018473dd650078e8b57b86b8a8eddced',X'018473dd650073f0a09df66392dc4a5c',NULL);
CREATE TABLE audit (
  no      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  site    INTEGER,
  account BLOB,
  device  BLOB,
  what    TEXT NOT NULL,
  subject BLOB
, note TEXT) STRICT;
INSERT INTO audit VALUES(1,1668391200000,1,NULL,NULL,'site added',NULL,NULL);
INSERT INTO audit VALUES(2,1668391200000,1,NULL,NULL,'account added',X'018473dd650072028202020202020202',NULL);
INSERT INTO audit VALUES(3,1668391200000,1,NULL,NULL,'account added',X'018473dd650073038303030303030303',NULL);
INSERT INTO audit VALUES(4,1795750511851,NULL,X'018473dd650073038303030303030303',NULL,'signed in',NULL,NULL);
INSERT INTO audit VALUES(5,1668391200000,1,X'018473dd65007a24ad13feee45370bf9',X'018473dd650073cea4c6303989727e94','code made',X'018473dd650072028202020202020202',NULL);
INSERT INTO audit VALUES(6,1668391200000,1,X'018473dd65007a24ad13feee45370bf9',X'018473dd650073cea4c6303989727e94','code made',X'018473dd650072028202020202020202',NULL);
INSERT INTO audit VALUES(7,1668391200000,1,X'018473dd650072028202020202020202',X'018473dd65007822a294f978272066ca','enrolled',NULL,NULL);
INSERT INTO audit VALUES(8,1668391200000,1,X'018473dd65007a24ad13feee45370bf9',X'018473dd650073cea4c6303989727e94','code made',X'018473dd650072028202020202020202',NULL);
INSERT INTO audit VALUES(9,1668391200000,1,X'018473dd650072028202020202020202',X'018473dd650078e8b57b86b8a8eddced','enrolled',NULL,NULL);
INSERT INTO audit VALUES(10,1668391200000,1,X'018473dd65007a24ad13feee45370bf9',X'018473dd650073cea4c6303989727e94','revoked',X'018473dd65007822a294f978272066ca',NULL);
CREATE TABLE probe (
  no INTEGER PRIMARY KEY CHECK (no = 1),
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE backup (
  no   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  at   INTEGER NOT NULL
, journal INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE backup_device (
  device BLOB NOT NULL,
  backup INTEGER NOT NULL REFERENCES backup (no),
  n      INTEGER NOT NULL,
  PRIMARY KEY (device, backup)
) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
  no   INTEGER PRIMARY KEY,
  line TEXT NOT NULL
) STRICT;
INSERT INTO journal VALUES(32,'{"ops":{"device":"018473dd-6500-73ce-a4c6-303989727e94","at":1668391200000,"ops":[{"n":0,"id":"018473dd-6500-7a0a-8a0a-0a0a0a0a0a0a","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"create","kind":"building","record":"018473dd-6500-7a0a-8a0a-0a0a0a0a0a0a","fields":{"name":"1号楼"}},"was":{"epoch":"01a21b12-44aa-7fea-bf2b-349cbb25aba4","status":"applied","seq":5}},{"n":0,"id":"018473dd-6500-7414-9414-141414141414","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"create","kind":"door","record":"018473dd-6500-7414-9414-141414141414","fields":{"building":"018473dd-6500-7a0a-8a0a-0a0a0a0a0a0a","room":"1203","unit":"2"}},"was":{"epoch":"01a21b12-44aa-7fea-bf2b-349cbb25aba4","status":"applied","seq":6}},{"n":0,"id":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"create","kind":"resident","record":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e","fields":{"age":83,"care":["hearing"],"door":"018473dd-6500-7414-9414-141414141414","name":"王桂兰","priority":{"cadence_h":12,"reason":"独居"}}},"was":{"epoch":"01a21b12-44aa-7fea-bf2b-349cbb25aba4","status":"applied","seq":7}},{"n":0,"id":"018473dd-6500-7828-a828-282828282828","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"create","kind":"template","record":"018473dd-6500-7828-a828-282828282828","fields":{"items":[{"key":"rubbish","type":"tick","when_fine":true,"zh":"垃圾"}],"key":"daily","version":1}},"was":{"epoch":"01a21b12-44aa-7fea-bf2b-349cbb25aba4","status":"applied","seq":8}},{"n":0,"id":"018473dd-6500-7c3c-bc3c-3c3c3c3c3c3c","site":"018473dd-6500-7101-8101-010101010101","at":1668391200000,"seen":{"epoch":"00000000-0000-0000-0000-000000000000","seq":0},"change":{"type":"set","kind":"resident","record":"018473dd-6500-7e1e-9e1e-1e1e1e1e1e1e","fields":{"note":"上午不在"}},"was":{"epoch":"01a21b12-44aa-7fea-bf2b-349cbb25aba4","status":"applied","seq":9}}]}}');
CREATE UNIQUE INDEX record_seq ON record (site, seq);
CREATE INDEX record_at ON record (site, at) WHERE at IS NOT NULL;
CREATE INDEX record_kind ON record (site, kind, seq) WHERE at IS NULL;
CREATE INDEX record_visit ON record (site, seq) WHERE kind = 'visit';
CREATE INDEX op_waiting ON op (site, waits_for) WHERE waits_for IS NOT NULL;
CREATE INDEX op_held ON op (site, device, n) WHERE status = 'held';
CREATE INDEX conflict_record ON conflict (site, record);
CREATE INDEX session_account ON session (account);
CREATE INDEX device_site ON device (site, sort);
CREATE INDEX device_family ON device (family);
CREATE INDEX device_session ON device (session) WHERE session IS NOT NULL;
CREATE INDEX device_renewed ON device (renewed_from, key_hash) WHERE renewed_from IS NOT NULL;
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
CREATE UNIQUE INDEX code_id ON code (id);
CREATE INDEX code_unspent ON code (site, made_at) WHERE spent_at IS NULL;
CREATE INDEX record_under ON record (site, parent, kind, at) WHERE parent IS NOT NULL;
CREATE INDEX op_resident ON op (site, iif(json_valid(raw), raw ->> '$.change.record', NULL))
  WHERE iif(json_valid(raw), raw ->> '$.change.kind', NULL) = 'resident';
CREATE INDEX audit_site ON audit (site, no);
CREATE INDEX conflict_open ON conflict (site, found_at) WHERE settled_at IS NULL;
CREATE INDEX conflict_settled ON conflict (site, settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX op_rejected_open ON op (site, stored_at) WHERE status = 'rejected' AND settled_at IS NULL;
CREATE INDEX op_held_open ON op (site, stored_at) WHERE status = 'held' AND settled_at IS NULL;
CREATE INDEX op_rejected_settled ON op (site, settled_at) WHERE status = 'rejected' AND settled_at IS NOT NULL;
CREATE INDEX op_held_settled ON op (site, settled_at) WHERE status <> 'rejected' AND settled_at IS NOT NULL;
COMMIT;
