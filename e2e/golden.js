// The golden phone: the storage of a phone as this release writes it, for every later one to open.
// `node golden.js` after `cargo xtask test` has built the release, once for every version of what is stored; it writes
// tests/golden/phone-<n>.json under the next number, and never one that is there: those have shipped.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import { Phone } from './harness/browser.js';
import { Device } from './harness/device.js';
import { Gate } from './harness/gate.js';
import { addSite, enrol, newCode, unsent, visitNext } from './harness/people.js';
import { Server } from './harness/server.js';
import { SEAL_FOR_GOLDEN, counts, dump, opened, present } from './harness/storage.js';

const FOLDER = path.resolve(import.meta.dirname, 'tests/golden');
const WORKER = '李梅';
const FLOORS = 5;
const ROOMS = 6;
const ROOM_WITH_PRIORITY = '102';
const DAY_MS = 86_400_000;
const FOLDED_WITHIN_MS = 60_000;
const OUTCOMES = [{ status: 'held', code: 'orphan' }, { status: 'rejected', code: 'bad_field', field: 'persons' }];

function roster() {
  const lines = ['楼栋,单元,房号,姓名,年龄,电话'];
  for (let floor = 1; floor <= FLOORS; floor += 1) {
    for (let at = 1; at <= ROOMS; at += 1) {
      const room = floor * 100 + at;
      for (const who of ['甲', '乙', '丙']) lines.push(`8号楼,,${room},住户${room}${who},70,`);
    }
  }
  return lines.join('\n');
}

async function setUp(server) {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'dabai-roster-')), 'roster.csv');
  fs.writeFileSync(file, roster());
  await addSite(server, '梧桐苑');
  await server.run('import', file);
  fs.rmSync(path.dirname(file), { recursive: true });
  const tool = await Device.enrol(server.url, await newCode(server, '工具'));
  const door = tool.all('door').find((row) => row.fields.room === ROOM_WITH_PRIORITY);
  await tool.push({ type: 'set', kind: 'resident', record: tool.residents(door)[0].id, fields: { priority: { reason: '独居', cadence_h: 24 } } });
  // What happened before today is kept apart.
  await tool.allFine(tool.all('door').find((row) => row.fields.room === '103'), Date.now() - 2 * DAY_MS);
  await tool.pull();
  return tool;
}

/** A phone with rows in chunks and in the log, and records that were held, rejected, taken back, and not sent. */
async function make(server, gate, phone) {
  const tool = await setUp(server);
  // One row a page: the log grows until it is folded.
  gate.requests['/sync/pull'] = (body) => ({ ...body, limit: 1 });
  await enrol(phone.page, gate.url, await newCode(server, WORKER));
  const device = await present(phone.page);
  await expect.poll(async () => (await counts(phone.page, device)).chunk, { timeout: FOLDED_WITHIN_MS }).toBeGreaterThan(0);
  const far = tool.all('door').find((row) => row.fields.room === '101');
  await tool.allFine(far);
  await expect.poll(async () => (await counts(phone.page, device)).log).toBeGreaterThan(0);

  let lastN = 0;
  for (const outcome of OUTCOMES) {
    gate.answers['/sync/push'] = (body) => {
      lastN = body.last_n;
      const results = body.results.map((result, at) => (at === 0 ? { n: result.n, id: result.id, ...outcome } : result));
      return { ...body, results };
    };
    await visitNext(phone.page);
    await expect.poll(() => unsent(phone.page)).toBe(0);
  }
  gate.mode = 'portal';
  await visitNext(phone.page);
  await visitNext(phone.page);
  await phone.page.getByRole('button', { name: '撤销' }).press('Enter');
  await expect(phone.page.getByRole('heading', { level: 1 })).toContainText('已撤销');
  gate.mode = 'open';
  await phone.page.goto(`${gate.url}/healthz`);
  const stored = await dump(phone.page);
  const outbox = await opened(phone.page, stored);
  const those = (test) => outbox.filter(([, { standing }]) => test(standing)).map(([n, { draft }]) => ({ n, ...draft }));
  const [waiting, held] = [those((standing) => standing === 'waiting'), those((standing) => standing.held)];
  return { ...stored, expects: { worker: WORKER, doors: FLOORS * ROOMS, last_n: lastN, waiting, held } };
}

const server = new Server();
const gate = new Gate(await server.start().then(() => server.url));
const phone = new Phone({ viewport: { width: 360, height: 740 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true, init: SEAL_FOR_GOLDEN });
try {
  await gate.start();
  await phone.open();
  const made = await make(server, gate, phone);
  const number = fs.readdirSync(FOLDER).filter((name) => name.startsWith('phone-')).length + 1;
  fs.writeFileSync(path.join(FOLDER, `phone-${number}.json`), `${JSON.stringify(made, null, 1)}\n`, { flag: 'wx' });
} finally {
  await phone.dispose();
  await gate.stop();
  await server.dispose();
}
