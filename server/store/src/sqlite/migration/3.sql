-- What hangs from a record, by kind and time: the last visits to a door without reading all its ticks.
DROP INDEX record_parent;
CREATE INDEX record_under ON record (site, parent, kind, at) WHERE parent IS NOT NULL;
-- Everything that was asked about a resident. A raw text may be nested deeper than SQLite reads: it is about nobody.
CREATE INDEX op_resident ON op (site, iif(json_valid(raw), raw ->> '$.change.record', NULL))
  WHERE iif(json_valid(raw), raw ->> '$.change.kind', NULL) = 'resident';
-- What somebody said it was for: an export's purpose.
ALTER TABLE audit ADD COLUMN note TEXT;
CREATE INDEX audit_site ON audit (site, no);
