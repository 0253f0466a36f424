// Phones and servers of different versions together: what one doesn't know, it neither loses nor lets stand in the way.
// The golden phones are storages as releases wrote them, from the first on; how to make the next one: ../golden.js.
import fs from 'node:fs';
import path from 'node:path';
import { Device } from '../harness/device.js';
import { enrol, newCode, nextDoor, setUpSite, toDoors, unsent, visitNext } from '../harness/people.js';
import { present, restore } from '../harness/storage.js';
import { expect, test } from '../harness/test.js';
import { WORDS, Walker, leaf } from '../harness/walk.js';

const SENT_WITHIN_MS = 75_000;
const GOLDEN = path.resolve(import.meta.dirname, 'golden');

test.setTimeout(120_000);

const on = (page) => new Walker(page, WORDS['zh-CN']);
const strip = (page) => page.locator('.strip');
const allSent = (page) => expect.poll(() => unsent(page), { timeout: SENT_WITHIN_MS }).toBe(0);
const isVisit = (op) => op.change.type === 'fact' && op.change.kind === 'visit';
const cell = (page, room) => page.locator('.doors .door').filter({ has: page.getByText(room, { exact: true }) });

/** Opens the app anew, at the list. */
async function toList(page, { url }) {
  await page.goto('about:blank');
  await page.goto(`${url}/app/`);
  await expect(page.locator('.doors')).toBeVisible();
}

/** From the list to what waits. */
async function toOutbox(page) {
  if (!(await on(page).button('更多').count())) await on(page).back();
  await on(page).more();
  await on(page).to(/待(上传|处理)/, '.message');
}

test('what a newer phone records and this server can’t read is kept there, and what is behind it goes on', async ({ server, gate, phone }) => {
  const { page } = phone;
  const [code] = await setUpSite(server);
  const tool = await Device.enrol(server.url, await newCode(server, '工具'));
  await enrol(page, gate.url, code);
  const strange = [];
  gate.requests['/sync/push'] = (body) => {
    for (const op of body.ops.filter(isVisit)) {
      const known = strange.indexOf(op.id);
      const nth = known < 0 ? strange.push(op.id) - 1 : known;
      if (nth === 0) op.change = { type: 'dance', with: op.change };
      if (nth === 1) op.change.fields.mood = 'calm';
      op.of_later = { anything: [1, '二', null] };
    }
    return { ...body, of_later: true };
  };
  const rooms = [];
  for (let n = 0; n < 3; n += 1) {
    rooms.push(await visitNext(page));
    await allSent(page);
  }
  expect(new Set(rooms).size).toBe(3);
  await tool.pull();
  const visited = tool.visits().map((visit) => tool.rows.get(visit.fields.door).fields.room);
  expect(visited).toEqual([rooms[2]]);
  // Still done for whoever did them, after a start too.
  for (const again of [false, true]) {
    if (again) await page.reload();
    for (const room of rooms) await expect(cell(page, room)).toHaveClass(/done/);
    await toOutbox(page);
    await expect(page.locator('main')).toContainText('服务器收下 2 条，还没记上');
    await on(page).to(/看这 2 条/, '.records');
    await expect(page.locator('.record').filter({ hasText: '服务器版本旧，升级后自己记上' })).toHaveCount(2);
    await toList(page, gate);
  }
});

/** The rows of a pull as a server of later would send them. */
function ofLater(body) {
  const rows = body.rows.map((row) => {
    if (!row.fields) return row;
    const fields = { ...row.fields, of_later: { deep: [1, '二', { three: null }] } };
    if (row.kind === 'template') {
      const items = [{ key: 'pulse', type: 'dial', zh: '心率表盘', en: 'Pulse' }, ...row.fields.items];
      items.push({ key: 'cat', type: 'tick', for: 'pet', zh: '喂猫', en: 'Cat' });
      Object.assign(fields, { items });
    }
    // Whoever is on the list stays on it, in whatever form that is said.
    if (row.kind === 'resident' && row.fields.priority) fields.priority = ['p1', { until: 'later' }];
    if (row.kind === 'visit') fields.persons = row.fields.persons?.map((person) => ({ ...person, how: 'hologram' }));
    return { ...row, fields, of_later: 1 };
  });
  const last = rows.at(-1);
  if (last) rows.push({ kind: 'weather', id: last.id.replace(/^.{8}/, 'feedbeef'), seq: last.seq, fields: { wind: 'strong' } });
  return { ...body, rows, of_later: {} };
}

test('rows of a newer server: everything known is shown, and the phone’s next record says nothing of the rest', async ({ server, gate, phone }) => {
  const { page } = phone;
  const [code] = await setUpSite(server);
  const tool = await Device.enrol(server.url, await newCode(server, '工具'));
  const door = tool.all('door').find((row) => tool.residents(row).length === 1);
  const [resident] = tool.residents(door);
  await tool.push({ type: 'set', kind: 'resident', record: resident.id, fields: { priority: { reason: '独居', cadence_h: 12 } } });
  gate.answers['/sync/pull'] = ofLater;
  gate.answers['/enrol'] = (body) => ({ ...body, of_later: 1, role: 'drone_pilot', limits: { ...body.limits, of_later: 1 } });
  const pushed = [];
  gate.requests['/sync/push'] = (body) => {
    pushed.push(...body.ops);
    return body;
  };
  gate.answers['/sync/push'] = (body) => ({ ...body, of_later: 1, results: body.results.map((result) => ({ ...result, of_later: [] })) });
  await enrol(page, gate.url, code);

  for (const again of [false, true]) {
    if (again) await toList(page, gate);
    // The priority list and, behind it, the door.
    if (!(await on(page).button('更多').count())) await on(page).back();
    await on(page).more();
    await on(page).to(/重点名单/, '.records');
    await expect(page.locator('.record')).toHaveCount(1);
    await expect(page.locator('.record')).toContainText(resident.fields.name);
    await on(page).to(page.locator('button.record').first(), '.known');
    await on(page).to(/检查单/, '.page .tiles');
    await expect(page.locator('main')).toContainText('食品药品');
    await expect(page.locator('main')).not.toContainText('心率表盘');
    await expect(page.locator('main')).not.toContainText('喂猫');
    await on(page).back('.known');
    await on(page).to(/一切正常/, '.person, .bar.undo');
    await on(page).seeEverybody();
    await allSent(page);
  }
  expect(JSON.stringify(pushed)).not.toContain('of_later');
  expect(JSON.stringify(pushed)).not.toContain('hologram');
  expect(pushed.filter((op) => op.change.kind === 'resident')).toEqual([]);
  await tool.pull();
  expect(tool.rows.get(resident.id).fields.priority).toEqual({ reason: '独居', cadence_h: 12 });
  expect(tool.visits().filter((visit) => visit.fields.door === door.id).length).toBe(2);
});

test('an older server says less, and that is enough', async ({ server, gate, phone }) => {
  const { page } = phone;
  const [code] = await setUpSite(server);
  const tool = await Device.enrol(server.url, await newCode(server, '工具'));
  const without = (names) => (body) => Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
  gate.answers['/enrol'] = without(['role', 'scope', 'expires', 'limits', 'envelope_key', 'server_now']);
  // It knows nothing of what a phone still holds.
  gate.answers['/sync/push'] = (body) => ({ ...body, results: body.results.map(({ n, id, status, seq }) => ({ n, id, status, seq })) });
  gate.requests['/sync/push'] = without(['unsent']);
  gate.requests['/sync/pull'] = without(['unsent']);
  await enrol(page, gate.url, code);
  const rooms = [];
  for (let n = 0; n < 2; n += 1) {
    rooms.push(await visitNext(page));
    await allSent(page);
    // Without its place a record leaves the list until its row comes; the next door is read after that.
    await expect(cell(page, rooms.at(-1))).toHaveClass(/done/);
  }
  await expect(strip(page)).toContainText('最近联络');
  await page.reload();
  for (const room of rooms) await expect(cell(page, room)).toHaveClass(/done/);
  await tool.pull();
  expect(tool.visits().length).toBe(2);
});

/** The server's side of a golden phone: it takes everything, and has no news. */
async function takeEverything(page, lastN) {
  const pushed = [];
  let last = lastN;
  const said = (route, body) => route.fulfill({ json: { last_n: last, safe_n: last, server_now: Date.now(), ...body } });
  await page.route('**/sync/push', (route) => {
    const { ops } = route.request().postDataJSON();
    pushed.push(...ops);
    last = Math.max(last, ...ops.map((op) => op.n));
    const results = ops.map(({ n, id }) => ({ n, id, status: 'applied' }));
    return said(route, { epoch: '00000000-0000-7000-8000-000000000001', results });
  });
  await page.route('**/sync/pull', (route) => said(route, { rows: [], cursor: route.request().postDataJSON().cursor, more: false, horizon_day: 0 }));
  await page.route('**/sync/live**', (route) => route.abort());
  return pushed;
}

for (const name of fs.readdirSync(GOLDEN).filter((file) => file.startsWith('phone-'))) {
  test(`${name}: a phone of then shows its doors, and what it had not sent goes up as it was made`, async ({ server, phone }) => {
    const { page } = phone;
    const golden = JSON.parse(fs.readFileSync(path.join(GOLDEN, name), 'utf8'));
    const { worker, doors, last_n: lastN, waiting, held } = golden.expects;
    await page.goto(`${server.url}/healthz`);
    await restore(page, golden);
    // Without a network first.
    await page.route('**/api/**', (route) => route.abort());
    await page.goto(`${server.url}/app/`);
    await expect(nextDoor(page)).toBeVisible();
    await expect(strip(page)).toContainText('待处理 1');
    expect(golden.databases.map((database) => database.name)).toContain(`dabai-${await present(page)}`);
    expect((await leaf(page, '.doors .door')).length).toBe(doors);
    await toOutbox(page);
    await on(page).to(/待处理/, '.record.warn');
    await expect(page.locator('.record')).toHaveCount(1);
    await on(page).back('.message');
    await on(page).back('.page .tiles');
    await on(page).to(/^我/, '.facts');
    await expect(page.locator('.facts')).toContainText(worker);

    await page.unroute('**/api/**');
    const pushed = await takeEverything(page, lastN);
    await toList(page, server);
    // What was held is asked about once an hour, so it may be among them; what was not answered in time is said again.
    const isHeld = (op) => held.some(({ n }) => n === op.n);
    const isFirst = ({ n }, at, all) => all.findIndex((op) => op.n === n) === at;
    const sent = () => pushed.filter((op) => !isHeld(op)).filter(isFirst);
    await expect.poll(() => sent().length, { timeout: SENT_WITHIN_MS }).toBeGreaterThanOrEqual(waiting.length);
    expect(sent()).toEqual(waiting);
    for (const op of pushed.filter(isHeld)) expect(held).toContainEqual(op);
    await expect(strip(page)).toContainText('待处理 1');
    // And it goes on from there, under the next number.
    await visitNext(page);
    await expect.poll(() => sent().length).toBeGreaterThan(waiting.length);
    const stored = golden.databases.flatMap(({ stores }) => stores).find(({ store }) => store === 'outbox');
    expect(sent()[waiting.length].n).toBe(Math.max(...stored.entries.map(([n]) => n)) + 1);
  });
}
