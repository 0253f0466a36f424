// What every measurement stands on: a server with a set of made-up people, and phones whose shell is warm.
import { Phone } from '../harness/browser.js';
import { Server } from '../harness/server.js';
import { newCode, toDoors } from '../harness/people.js';
import { watch } from './watch.js';

const SEED = '1';
/** The first sync of 53,000 rows on a slowed phone beside other work. */
const SYNC_WITHIN_MS = 180_000;

const SCREEN = { viewport: { width: 360, height: 740 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true };

/** A running server filled by `dabai demo --size …`. */
export async function filledServer(size) {
  const server = new Server();
  await server.run('demo', '--size', size, '--seed', SEED);
  await server.start();
  return server;
}

/** A phone that has the app but nobody's data: fresh profile, shell kept by the service worker. */
export async function warmPhone(server) {
  const phone = new Phone(SCREEN);
  await phone.open();
  await phone.context.addInitScript(watch);
  await phone.page.goto(`${server.url}/app/`);
  await phone.page.locator('.keypad').waitFor();
  // `started` is answered once the version is here whole.
  await phone.page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    const { version } = document.documentElement.dataset;
    const channel = new MessageChannel();
    const answered = new Promise((resolve) => { channel.port1.onmessage = resolve; });
    active.postMessage({ type: 'started', version }, [channel.port2]);
    await answered;
  });
  await phone.page.goto('about:blank');
  return phone;
}

/** Ends the phone's browser and starts it again, as after a night. */
export async function restart(phone) {
  await phone.restart();
  await phone.context.addInitScript(watch);
}

/** A session of Chromium's protocol with the first tab; its processor is `slowdown` times slower from now on. */
export async function slowed(phone, slowdown) {
  const session = await phone.context.newCDPSession(phone.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return session;
}

/** Enrols through the card's link and waits for the list. */
export async function enrolAndSync(server, phone) {
  await phone.page.goto(`${server.url}/app/#c=${await newCode(server, '测')}`);
  await noted(phone.page, 'synced');
  await toDoors(phone.page);
}

/**
 * Waits until `window.bench` has noted `name`; resolves to it. Asked without Playwright's own script, which would be worked
 * through in the page while that is being measured: 100 ms of a slowed start.
 */
export async function noted(page, name) {
  const session = await page.context().newCDPSession(page);
  const asked = { expression: `window.bench.when('${name}')`, awaitPromise: true, returnByValue: true };
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name}: nothing was noted in ${SYNC_WITHIN_MS} ms`)), SYNC_WITHIN_MS);
  });
  try {
    const { result, exceptionDetails } = await Promise.race([session.send('Runtime.evaluate', asked), late]);
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  } finally {
    clearTimeout(timer);
    await session.detach();
  }
}
