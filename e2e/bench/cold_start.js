// B5: the browser starts again on a phone that worked today, and there is no server. From the navigation's start to the
// door list drawn, with a door that was visited today in it; the shell comes from the service worker.
import { Device } from '../harness/device.js';
import { newCode, nextDoor, visitNext } from '../harness/people.js';
import { median, spread, time } from './figure.js';
import { enrolAndSync, filledServer, noted, restart, slowed, warmPhone } from './stage.js';

const RUNS = { 1: 7, 4: 5 };
const BUDGET_MS = { 1: 400, 4: 800 };
const PEERS = { 1: 'PouchDB 1.0 s, Kinto.js 0.8 s (bare pages, no encryption)', 4: 'PouchDB 2.0 s, Kinto.js 3.3 s (bare pages, no encryption)' };

/** Visits of today: made by others, made here and sent, made here without a network. */
const BY_OTHERS = 40;
const SENT = 5;
const UNSENT = 5;

export async function coldStart(id) {
  const server = await filledServer('stress');
  const phone = await warmPhone(server);
  try {
    await enrolAndSync(server, phone);
    await workToday(server, phone);
    const figures = [];
    for (const slowdown of [1, 4]) {
      const runs = [];
      for (let n = 0; n < RUNS[slowdown]; n += 1) runs.push(await once(server, phone, slowdown));
      figures.push(time(id, `cold start offline, stress set, ${slowdown}×`, median(runs), {
        budget: BUDGET_MS[slowdown],
        note: `${spread(runs)}; ${PEERS[slowdown]}`,
      }));
    }
    return figures;
  } finally {
    await phone.dispose();
    await server.dispose();
  }
}

/** Ends with the server gone. */
async function workToday(server, phone) {
  const other = await Device.enrol(server.url, await newCode(server, '别人'));
  const doors = other.all('door').filter((door) => other.residents(door).length > 0);
  for (const door of doors.slice(-BY_OTHERS)) await other.allFine(door);
  for (let n = 0; n < SENT; n += 1) await visitNext(phone.page);
  await phone.page.locator('.strip', { hasText: '待上传 0' }).waitFor();
  await server.stop();
  for (let n = 0; n < UNSENT; n += 1) await visitNext(phone.page);
}

async function once(server, phone, slowdown) {
  await restart(phone);
  await slowed(phone, slowdown);
  await phone.page.goto(`${server.url}/app/`);
  const done = await noted(phone.page, 'done');
  await nextDoor(phone.page).waitFor();
  return done;
}
