// B5: the browser starts again on a phone that worked today, and there is no server. From the navigation's start to the
// door list drawn, with a door that was visited today in it; the shell comes from the service worker. Each start has two
// bare pages beside it, turn by turn: an empty one, and one that also reads and deciphers what the phone has stored. The
// list comes before what happened on other days is read: how long a door takes that is opened at once is told, too.
import { expect } from '@playwright/test';
import { Device } from '../harness/device.js';
import { newCode, nextDoor, toDoorsByPin, visitNext } from '../harness/people.js';
import { counts, present } from '../harness/storage.js';
import { bare, keepBarePages } from './bare.js';
import { elsewhere, median, shown, spread, time } from './figure.js';
import { enrolAndSync, filledServer, noted, restart, slowed, warmPhone } from './stage.js';

const RUNS = { 1: 7, 4: 5 };
const BUDGET_MS = { 1: 400, 4: 800 };
const PEERS = { 1: 'PouchDB 1.0 s, Kinto.js 0.8 s (bare pages, no encryption)', 4: 'PouchDB 2.0 s, Kinto.js 3.3 s (bare pages, no encryption)' };

/** Reading, deciphering and decoding these rows took so long on the machine that the budget was set on. */
const REFERENCE_MS = { 1: 110, 4: 310 };

const FOLDED_WITHIN_MS = 60_000;

/** Visits of today: made by others, made here and sent, made here without a network. */
const BY_OTHERS = 40;
const SENT = 5;
const UNSENT = 5;

export async function coldStart(id) {
  const figures = await onAPhone(async (server, phone) => {
    await enrolAndSync(server, phone);
    await workToday(server, phone);
    await keepBarePages(phone);
    const pages = { phone: `${server.url}/app/`, reading: bare(server, 'reading'), empty: bare(server, 'empty') };
    const figures = [];
    for (const slowdown of [1, 4]) {
      const runs = { phone: [], reading: [], empty: [] };
      const opened = [];
      for (let n = 0; n < RUNS[slowdown]; n += 1) {
        for (const [name, url] of Object.entries(pages)) runs[name].push(await once(phone, url, slowdown));
        await once(phone, pages.phone, slowdown);
        await nextDoor(phone.page).press('Enter');
        opened.push(await noted(phone.page, 'door'));
      }
      const [reading, empty] = [median(runs.reading), median(runs.empty)];
      figures.push(time(id, `cold start offline, stress set, ${slowdown}×`, median(runs.phone), {
        budget: BUDGET_MS[slowdown],
        beside: [
          { what: 'bare page that reads and deciphers the same', figure: reading },
          { what: 'empty page', figure: empty },
        ],
        note: `${elsewhere(median(runs.phone), reading - empty, REFERENCE_MS[slowdown])}; ${spread(runs.phone)}; a door opened at once ${shown(median(opened))} ms; reading alone ${shown(reading - empty)} ms here, with decoding ${REFERENCE_MS[slowdown]} there; ${PEERS[slowdown]}`,
      }));
    }
    return figures;
  });
  const underAPin = await onAPhone(async (server, phone) => {
    await server.run('site', 'set', '--pin', 'on');
    await phone.page.goto(`${server.url}/app/#c=${await newCode(server, '测')}`);
    await noted(phone.page, 'synced');
    await toDoorsByPin(phone.page);
    await workToday(server, phone);
    const figures = [];
    for (const slowdown of [1, 4]) {
      const runs = [];
      for (let n = 0; n < RUNS[slowdown]; n += 1) runs.push(await once(phone, `${server.url}/app/`, slowdown));
      const what = `the same within a shift that began with a PIN, ${slowdown}×`;
      figures.push(time(id, what, median(runs), { budget: BUDGET_MS[slowdown], note: spread(runs) }));
    }
    return figures;
  });
  return [...figures, ...underAPin];
}

async function onAPhone(measure) {
  const server = await filledServer('stress');
  const phone = await warmPhone(server);
  try {
    return await measure(server, phone);
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
  // What is stored is put in order once nothing has come for some seconds.
  const device = await present(phone.page);
  await expect.poll(async () => (await counts(phone.page, device)).chunk, { timeout: FOLDED_WITHIN_MS }).toBeGreaterThan(0);
  await server.stop();
  for (let n = 0; n < UNSENT; n += 1) await visitNext(phone.page);
}

/** The browser starts again and opens `url`; resolves to when a door that is done was drawn. */
async function once(phone, url, slowdown) {
  await restart(phone);
  await slowed(phone, slowdown);
  await phone.page.goto(url);
  return noted(phone.page, 'done');
}
