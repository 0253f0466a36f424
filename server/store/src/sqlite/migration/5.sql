-- Who was overruled, and who has decided. Of what was found before, as far as the log and the audit say it.
ALTER TABLE conflict ADD COLUMN lost_device BLOB;
ALTER TABLE conflict ADD COLUMN lost_at INTEGER;
ALTER TABLE conflict ADD COLUMN settled_by BLOB;
UPDATE conflict SET (lost_device, lost_at) = (
  SELECT o.device, o.at FROM op o WHERE o.site = conflict.site AND o.id = conflict.op AND o.status = 'superseded'
    AND EXISTS (SELECT 1 FROM json_each(o.fields) f WHERE f.value = conflict.field));
UPDATE conflict SET settled_by = (
  SELECT t.account FROM audit t WHERE t.site = conflict.site AND t.what = 'conflict settled'
    AND t.subject = conflict.record AND t.at = conflict.settled_at LIMIT 1) WHERE settled_at IS NOT NULL;
CREATE INDEX conflict_open ON conflict (site, found_at) WHERE settled_at IS NULL;
CREATE INDEX conflict_settled ON conflict (site, settled_at) WHERE settled_at IS NOT NULL;
-- Somebody has seen to what was rejected, or still is held.
ALTER TABLE op ADD COLUMN settled_at INTEGER;
ALTER TABLE op ADD COLUMN settled_by BLOB;
CREATE INDEX op_rejected_open ON op (site, stored_at) WHERE status = 'rejected' AND settled_at IS NULL;
CREATE INDEX op_held_open ON op (site, stored_at) WHERE status = 'held' AND settled_at IS NULL;
CREATE INDEX op_rejected_settled ON op (site, settled_at) WHERE status = 'rejected' AND settled_at IS NOT NULL;
CREATE INDEX op_held_settled ON op (site, settled_at) WHERE status <> 'rejected' AND settled_at IS NOT NULL;
