// A server that comes back from a backup: what was recorded since is on the phones, and they bring it back; who enrolled since is
// in the journal.
import fs from 'node:fs';
import path from 'node:path';
import { Device } from '../harness/device.js';
import { SENT_WITHIN_MS, allSent, lock, on, start, toWaiting, unlock, visitSealed } from '../harness/lock.js';
import { enrol, feed, newCode, openDesk, setUpSite, visitNext } from '../harness/people.js';
import { expect, test } from '../harness/test.js';

const stands = (visit) => !visit.fields.void && !visit.fields.amended_by;

test('what phones sent after the backup comes back by itself, each record once', async ({ server, phone }) => {
  const [code] = await setUpSite(server, 1);
  const watcher = await Device.enrol(server.url, await newCode(server, '调度台'));
  await enrol(phone.page, server.url, code);
  const sent = phone.page.locator('.strip', { hasText: '待上传 0' });
  await visitNext(phone.page);
  await sent.waitFor();
  const said = await server.run('backup');
  const [folder] = fs.readdirSync(path.join(server.data, 'backups'));
  expect(said).toContain(folder);
  const newcomer = await Device.enrol(server.url, await newCode(server, '后来的'));

  await visitNext(phone.page);
  await visitNext(phone.page);
  await sent.waitFor();
  await watcher.pull();
  const before = watcher.all('visit').filter(stands).map((visit) => [visit.id, visit.fields.door]).sort();
  expect(before).toHaveLength(3);

  await server.stop();
  // Made while nobody could hear of it.
  await visitNext(phone.page);
  await server.run('restore', path.join(server.data, 'backups', folder));
  await server.start();
  await sent.waitFor({ timeout: 60_000 });
  await expect(async () => {
    await watcher.pull();
    expect(watcher.all('visit').filter(stands)).toHaveLength(4);
  }).toPass({ timeout: 30_000 });
  const after = watcher.all('visit').filter(stands).map((visit) => [visit.id, visit.fields.door]).sort();
  for (const visit of before) expect(after).toContainEqual(visit);
  await newcomer.pull();
  expect(newcomer.all('visit').filter(stands)).toHaveLength(4);
  expect(await server.run('check')).toMatch(/没有发现问题|no faults found/);
  // What was there stays, for whoever has to look.
  expect(fs.readdirSync(server.data).filter((name) => name.startsWith('before-restore-'))).toHaveLength(1);
});

test('two phones, one of them locked: what either sent after the backup or not at all is there once, and all show the same', async ({ server, gate, browser, phone, newPhone }) => {
  test.setTimeout(180_000);
  const [code] = await setUpSite(server, 1);
  const watcher = await Device.enrol(server.url, await newCode(server, '调度台'));
  const desk = await openDesk(server, browser);
  await enrol(phone.page, gate.url, code);
  await server.run('site', 'set', '--pin', 'on');
  const other = await newPhone();
  await start(other.page, gate, await newCode(server, '王强'));
  const made = async () => {
    await watcher.pull();
    return watcher.visits().map(({ id, fields }) => `${id} ${fields.by} ${fields.door}`).sort();
  };
  for (const { page } of [phone, other]) {
    await visitNext(page);
    await allSent(page);
  }
  await server.run('backup');
  const [folder] = fs.readdirSync(path.join(server.data, 'backups'));
  // Sent after the backup.
  await visitNext(phone.page);
  await visitNext(phone.page);
  const sent = await visitSealed(other.page);
  for (const { page } of [phone, other]) await allSent(page);
  const before = await made();
  expect(before).toHaveLength(4 + sent);
  // Not sent at all.
  gate.mode = 'portal';
  await visitNext(phone.page);
  const unsent = await visitSealed(other.page);
  await lock(other.page);
  await toWaiting(other.page);

  await server.stop();
  await server.run('restore', path.join(server.data, 'backups', folder));
  await server.start();
  expect(await made()).toHaveLength(2);
  gate.mode = 'open';
  await on(other.page).press(on(other.page).button(/现在上传/));
  await expect(other.page.locator('.message')).toContainText('都传上去了', { timeout: SENT_WITHIN_MS });
  await allSent(phone.page);
  const all = 5 + sent + unsent;
  await expect.poll(async () => (await made()).length, { timeout: SENT_WITHIN_MS }).toBe(all);
  const after = await made();
  for (const visit of before) expect(after).toContain(visit);

  await on(other.page).back('.keypad');
  await unlock(other.page);
  await allSent(other.page);
  expect(await made()).toEqual(after);
  await expect(feed(desk)).toHaveCount(all, { timeout: SENT_WITHIN_MS });
  // After the last visit its door lies over the list.
  if (!(await phone.page.locator('.doors').count())) await on(phone.page).back('.doors');
  const rooms = [...new Set(watcher.visits().map(({ fields }) => watcher.rows.get(fields.door).fields.room))].sort();
  // Where somebody was has a time.
  const visited = async ({ page }) => {
    const doors = await page.locator('.doors .door', { hasText: /\d:\d\d/ }).allInnerTexts();
    return doors.map((door) => door.split('\n')[0]).sort();
  };
  for (const one of [phone, other]) await expect.poll(() => visited(one)).toEqual(rooms);
  const texts = ({ page }) => page.locator('.doors .door').allInnerTexts();
  expect(await texts(other)).toEqual(await texts(phone));
  for (const room of rooms) await expect(feed(desk).filter({ hasText: room }).first()).toBeVisible();
  expect(await server.run('check')).toMatch(/没有发现问题|no faults found/);
});

test('a running server is not restored over, and a folder that is no backup changes nothing', async ({ server }) => {
  await setUpSite(server, 1);
  await server.run('backup');
  const [folder] = fs.readdirSync(path.join(server.data, 'backups'));
  await expect(server.run('restore', path.join(server.data, 'backups', folder))).rejects.toThrow(/serv/);
  await server.stop();
  await expect(server.run('restore', path.join(server.data, 'backups'))).rejects.toThrow(/no backup/);
  await server.start();
  expect((await server.run('site', 'list')).trim().split('\n')).toHaveLength(1);
});
