// B6: one operation with the stress set loaded, the processor slowed four times, the server running. 下一户, then 无应答,
// which makes one operation. Tap → shown: from the finger's lift to the list drawn with the door changed. Call →
// durable: from the app's being called with that lift to the end of the strict transaction, drawing the list included.
// Beside it, in the same browser on a page without the app: as many strict appends of as many bytes, and as many taps that
// only bring up the same two screens, ready as markup.
import { nextDoor } from '../harness/people.js';
import { present } from '../harness/storage.js';
import { appends, bareScreens, operationBytes, screen } from './bare.js';
import { load, median, quantile, shown, time } from './figure.js';
import { enrolAndSync, filledServer, slowed, warmPhone } from './stage.js';

const SLOWDOWN = 4;
/** The first ones load what every later one finds ready. */
const WARM_UP = 5;
/** With those before, no more than the doors of a unit: doors without an answer are not offered again. */
const TAPS = 45;

const DURABLE = 'PouchDB 11, 17 ms; Kinto.js 5, 15 ms; RxDB 14, 24 ms (none encrypted)';

export async function tap(id) {
  const server = await filledServer('stress');
  const phone = await warmPhone(server);
  try {
    await enrolAndSync(server, phone);
    phone.session = await slowed(phone, SLOWDOWN);
    const opened = [];
    const saved = [];
    let bytes;
    const screens = [await screen(phone.page)];
    // The first one stays here until its size is known: what was sent is forgotten.
    await phone.context.setOffline(true);
    for (let n = 0; n < WARM_UP + TAPS; n += 1) {
      const open = await timed(phone, nextDoor(phone.page), '.tiles .tile', 'shown');
      if (n === 0) screens.push(await screen(phone.page));
      const save = await timed(phone, phone.page.getByRole('button', { name: '无应答' }), '.doors', 'durable');
      if (n === 0) {
        bytes = await operationBytes(phone.page, await present(phone.page));
        await phone.context.setOffline(false);
      }
      if (n >= WARM_UP) {
        opened.push(open.shown);
        saved.push(save);
      }
    }
    await phone.page.goto(`${server.url}/healthz`);
    const swapped = await swaps(phone, screens);
    const bare = (await appends(phone.page, bytes, WARM_UP + TAPS)).slice(WARM_UP);
    const beside = (share) => [{ what: 'bare strict append', figure: quantile(bare, share) }];
    const drawing = [{ what: 'the same screen alone', figure: quantile(swapped, 0.95) }];
    const durable = saved.map((save) => save.durable);
    const seen = saved.map((save) => save.shown);
    const note = `${TAPS} taps, ${load()}`;
    return [
      time(id, `operation, call to durable, p50, ${SLOWDOWN}×`, median(durable), { budget: 8, beside: beside(0.5), note: `${note}; ${bytes} bytes; ${DURABLE}` }),
      time(id, `operation, call to durable, p95, ${SLOWDOWN}×`, quantile(durable, 0.95), { budget: 15, beside: beside(0.95), note }),
      time(id, `tap to shown, a save, p95, ${SLOWDOWN}×`, quantile(seen, 0.95), { budget: 33, beside: drawing, note: `${note}, p50 ${shown(median(seen))} ms` }),
      time(id, `tap to shown, opening a door, p95, ${SLOWDOWN}×`, quantile(opened, 0.95), { budget: 33, beside: drawing, note: `${note}, p50 ${shown(median(opened))} ms` }),
    ];
  } finally {
    await phone.dispose();
    await server.dispose();
  }
}

/** Times from a lift to one of these screens drawn, without the app; both are brought up equally often. */
async function swaps(phone, screens) {
  await bareScreens(phone.page, screens);
  const taken = [];
  for (let n = 0; n < WARM_UP + TAPS; n += 1) {
    const next = (n + 1) % screens.length;
    const { shown } = await timed(phone, phone.page.locator('main').first(), `[data-bare="${next}"]`, 'shown');
    if (n >= WARM_UP) taken.push(shown);
  }
  return taken;
}

/**
 * Taps, and resolves to what was noted of it once it has been drawn, and `until` is noted too. Nothing of the test runs
 * in the page meanwhile: where to tap is asked before, and the page says by itself when it is done.
 */
async function timed(phone, tile, shows, until) {
  const { x, y, width, height } = await tile.boundingBox();
  await phone.page.evaluate(([shows, until]) => window.bench.expect(shows, until), [shows, until]);
  const point = { x: x + width / 2, y: y + height / 2 };
  await phone.session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await phone.session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  return phone.page.evaluate(() => window.bench.noted);
}
