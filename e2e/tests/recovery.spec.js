// A server that comes back from a backup: what was recorded since is on the phones, and they bring it back; who enrolled since is
// in the journal.
import fs from 'node:fs';
import path from 'node:path';
import { Device } from '../harness/device.js';
import { enrol, newCode, setUpSite, visitNext } from '../harness/people.js';
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
