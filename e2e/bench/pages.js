// B12: the desk's pages over the stress set, from the request to the last byte of the answer, as the server makes it:
// no browser beside it. The first answer of each page is not counted.
import { Device, newId } from '../harness/device.js';
import { newCode } from '../harness/people.js';
import { median, quantile, shown, load, time } from './figure.js';
import { filledServer } from './stage.js';

const BUDGET_MS = 50;
const RUNS = 40;
/** Operations in one push. */
const TOGETHER = 200;
/** Open conflicts, and records that were refused or wait: of each. */
const TROUBLES = 2_000;

export async function pages(id) {
  const server = await filledServer('stress');
  try {
    const phone = await trouble(server);
    const cookie = await signIn(server);
    const get = async (path) => {
      const began = performance.now();
      const answer = await fetch(server.url + path, { headers: { cookie } });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return { ms: performance.now() - began, text };
    };
    const { text } = await get('/desk/residents');
    const [resident] = /\/desk\/residents\/[0-9a-f-]{36}/.exec(text);
    const paths = [
      '/desk/', '/desk/grid', '/desk/grid?ask=seen', '/desk/residents', '/desk/residents?group=overdue', '/desk/residents?q=1203', resident,
      `${resident}/edit`, '/desk/visits', '/desk/visits?unseen=1&outcome=no_answer',
      '/desk/troubles', '/desk/troubles?list=rejected', '/desk/troubles?list=held', '/desk/people', '/desk/people/cards', `/desk/people/rights?phone=${phone}`,
      '/desk/left', '/desk/export', '/desk/roster', '/desk/rescue', '/desk/same', `${resident}/erase`, '/desk/logins', '/desk/rules', '/desk/audit',
    ];
    const taken = [];
    for (const path of paths) {
      await get(path);
      const runs = [];
      for (let n = 0; n < RUNS; n += 1) runs.push((await get(path)).ms);
      taken.push({ path: path.replace(/[0-9a-f-]{36}/, '…'), p50: median(runs), p95: quantile(runs, 0.95) });
    }
    taken.sort((a, b) => b.p95 - a.p95);
    const [slowest] = taken;
    const note = taken.map(({ path, p50, p95 }) => `${path} ${shown(p50)}/${shown(p95)}`).join(', ');
    return [time(id, `slowest page of the desk, ${slowest.path}, p95`, slowest.p95, { budget: BUDGET_MS, note: `p50/p95 of ${RUNS}: ${note}; ${load()}` })];
  } finally {
    await server.dispose();
  }
}

/** As many things to decide as nobody has looked at for weeks. Resolves to the id of a phone. */
async function trouble(server) {
  const [late, phone] = [await Device.enrol(server.url, await newCode(server, '甲')), await Device.enrol(server.url, await newCode(server, '乙'))];
  const residents = phone.all('resident').slice(0, TOGETHER);
  const set = (row, fields) => ({ type: 'set', kind: 'resident', record: row.id, fields });
  for (let sent = 0; sent < TROUBLES; sent += TOGETHER) {
    await phone.send(residents.map((row) => set(row, { note: `晚 ${sent}` })));
    await late.send(residents.map((row) => set(row, { note: `早 ${sent}` })), Date.now() - 3_600_000);
    await phone.send(residents.map((row) => set(row, { age: 999 })));
    await phone.send(residents.map(() => ({ type: 'fact', kind: 'visit', record: newId(), fields: { door: newId(), outcome: 'no_answer' } })));
  }
  return phone.id;
}

/** The cookie of an administrator. */
async function signIn(server) {
  const login = `bench-${newId()}`;
  const printed = await server.run('account', 'add', '--login', login, '--name', '测', '--role', 'administrator');
  const [, password] = /(?:密码|password) ([^\s（]+)/.exec(printed);
  const answer = await fetch(`${server.url}/desk/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: server.url },
    body: new URLSearchParams({ login, password }),
  });
  const [cookie] = answer.headers.getSetCookie();
  return cookie.split(';')[0];
}
