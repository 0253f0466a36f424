// A phone under a PIN, as the tests work it: locked, opened, and what stands in its outbox.
import { expect } from '@playwright/test';
import { PIN, enrolWithPin, nextDoor, typeDigits, unsent, visitNext } from './people.js';
import { entries, present } from './storage.js';
import { WORDS, Walker } from './walk.js';

/** A wait that may have grown to a minute after failures, and the machine's other work. */
export const SENT_WITHIN_MS = 75_000;

/** Somebody stops for a moment: the phone makes ready what the next taps need. */
const QUIET_WITHIN_MS = 3_000;

export const on = (page) => new Walker(page, WORDS['zh-CN']);
export const title = (page) => page.getByRole('heading', { level: 1 });
export const allSent = (page) => expect.poll(() => unsent(page), { timeout: SENT_WITHIN_MS }).toBe(0);
export const sentAs = (gate) => {
  const ops = [];
  gate.requests['/sync/push'] = (body) => {
    ops.push(...body.ops);
    return body;
  };
  return ops;
};

/** What stands beside each entry of the outbox: the key it is sealed to, or nothing. */
export async function forms(page) {
  const all = await entries(page, await present(page), 'outbox');
  return all.map(([, value]) => (value.list ? JSON.parse(value.list[1].text).envelope.key : 'bare'));
}

/**
 * Visits until what a visit leaves has its envelope from the tap on: senders' keys are made ahead in quiet moments, right after
 * what has none got one. Resolves to how many it took.
 */
export async function visitSealed(page) {
  for (let visits = 1; visits <= 10; visits += 1) {
    const before = (await forms(page)).length;
    await visitNext(page);
    const made = (await forms(page)).slice(before);
    if (made.length > 0 && !made.includes('bare')) return visits;
    // What was sent already is left as it is: then the time alone counts.
    await expect.poll(() => forms(page), { timeout: QUIET_WITHIN_MS }).not.toContain('bare').catch(() => {});
  }
  throw new Error('no visit had its envelope from the tap on');
}

export async function start(page, gate, code) {
  await enrolWithPin(page, gate.url, code);
  await page.evaluate(() => navigator.serviceWorker.ready);
}

export async function lock(page) {
  if (!(await on(page).button('更多').count())) await on(page).back();
  await on(page).more();
  await on(page).to(/^我/, '.facts');
  await on(page).press(on(page).button(/下班锁上/));
  await isLocked(page);
}

export const isLocked = (page) => expect(title(page)).toHaveText('输入密码', { timeout: 20_000 });

export async function unlock(page, pin = PIN) {
  await isLocked(page);
  await typeDigits(page, pin);
  await expect(nextDoor(page)).toBeVisible({ timeout: 20_000 });
}

export const toWaiting = (page) => on(page).to('更多', '.message');
