// A phone without a screen: enrols and sends over the sync API with a bearer token, as a tool would.
import crypto from 'node:crypto';

/** A UUIDv7. */
export function newId(now = Date.now()) {
  const bytes = crypto.randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const DERIVED_NAMESPACE = Buffer.from('3c6e2b7a9d415f0e8a27d0bba1c04d6b', 'hex');
const HOUR_MS = 3_600_000;

/** A UUIDv5: the id of what two phones may make at once. */
function derivedId(...parts) {
  const bytes = crypto.createHash('sha1').update(DERIVED_NAMESPACE).update(parts.join('\n')).digest().subarray(0, 16);
  bytes[6] = 0x50 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export class Device {
  #url;
  #token;
  #n = 0;
  #epoch;
  /** Rows by id, as last pulled. */
  rows = new Map();

  /** Enrols by the code of a card, and pulls everything. */
  static async enrol(url, code) {
    const device = new Device();
    device.#url = url;
    const answer = await device.#call('/enrol', { code, key: newId(), device_name: 'tool', client_now: Date.now(), bearer: true });
    device.#token = answer.token;
    device.id = answer.device;
    device.site = answer.sites[0].id;
    device.account = answer.worker.account;
    await device.pull();
    return device;
  }

  /** Rows of a kind. */
  all(kind) {
    return [...this.rows.values()].filter((row) => row.kind === kind);
  }

  /** The door at an address like `3-2-1203`. */
  door(address) {
    const [building, unit, room] = address.split('-');
    const named = this.all('building').find((row) => row.fields.name === building);
    return this.all('door').find((row) => row.fields.building === named.id && row.fields.unit === unit && row.fields.room === room);
  }

  /** Visits that count. */
  visits() {
    return this.all('visit').filter((visit) => !visit.fields.void && !visit.fields.amended_by);
  }

  residents(door) {
    return this.all('resident').filter((row) => row.fields.door === door.id);
  }

  async pull() {
    let cursor = { epoch: '00000000-0000-0000-0000-000000000000', scope_gen: 0, seq: 0, top: 0 };
    this.rows.clear();
    for (let more = true; more; ) {
      const page = await this.#call('/sync/pull', { device: this.id, site: this.site, cursor });
      for (const row of page.rows) this.rows.set(row.id, { ...row, fields: row.fields ?? {} });
      ({ cursor, more } = page);
    }
    this.#epoch = cursor.epoch;
  }

  /** Sends one change; throws unless it was applied. `at`: when it was made, ms since 1970. `seq`: of the row its maker had seen. */
  async push(change, at = Date.now(), seq = 0) {
    const [result] = await this.send([change], at, seq);
    if (result.status !== 'applied') throw new Error(JSON.stringify(result));
  }

  /** Sends at most 200 changes at once; resolves to what came of them. */
  async send(changes, at = Date.now(), seq = 0) {
    const ops = changes.map((change) => ({ n: (this.#n += 1), id: newId(), site: this.site, at, seen: { epoch: this.#epoch, seq }, change }));
    const answer = await this.#call('/sync/push', { device: this.id, client_now: Date.now(), ops });
    return answer.results;
  }

  /** A visit at `door`; without persons nobody answered. Resolves to its id. */
  async visit(door, persons, at = Date.now()) {
    const id = newId(at);
    const fields = { door: door.id, outcome: persons.length > 0 ? 'answered' : 'no_answer' };
    if (persons.length > 0) fields.persons = persons.map(({ id: resident, how = 'met' }) => ({ resident, how }));
    await this.push({ type: 'fact', kind: 'visit', record: id, fields }, at);
    return id;
  }

  /** 一切正常: everybody at the door was met. */
  allFine(door, at) {
    return this.visit(door, this.residents(door).map((row) => ({ id: row.id })), at);
  }

  /** Answers an item of today's checklist at a door, or about a resident. The site's day turns at four in the morning. */
  tick(subject, item, value) {
    const period = new Date(Date.now() + 4 * HOUR_MS).toISOString().slice(0, 10);
    const record = derivedId('tick', subject.id, 'daily', item, period);
    const fields = { subject: subject.id, template: 'daily', item, period, version: 1, value };
    return this.push({ type: 'create', kind: 'tick', record, fields });
  }

  takeBack(visit, at) {
    return this.push({ type: 'void', kind: 'visit', record: visit }, at);
  }

  async #call(path, body) {
    const headers = { 'content-type': 'application/json' };
    if (this.#token) headers.authorization = `Bearer ${this.#token}`;
    const answer = await fetch(`${this.#url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }
}
