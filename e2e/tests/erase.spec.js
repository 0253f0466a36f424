// A person's data goes for good: who may, what they are asked, and that nothing of them is left on pages, phones and in files.
import { faults } from '../harness/axe.js';
import { Device, newId } from '../harness/device.js';
import { taken } from '../harness/file.js';
import { enrol, newCode, setUpSite, signIn } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';
import { WORDS, Walker } from '../harness/walk.js';

const HEARD_WITHIN_MS = 30_000;
const WHO = '慕容无双';
/** Nobody else's. */
const ROOM = '9901';
const NUMBER = '13987654321';

const test = base.extend({
  /** A site with the sample roster and somebody in it whose name nobody else has: met once, and called by two values of a note. */
  somebody: async ({ server }, use) => {
    await setUpSite(server, 0);
    const tool = await Device.enrol(server.url, await newCode(server, '小陈'));
    const other = await Device.enrol(server.url, await newCode(server, '小王'));
    const [door, id, beside] = Array.from({ length: 3 }, () => newId());
    const create = (kind, record, fields) => tool.push({ type: 'create', kind, record, fields });
    await create('door', door, { building: tool.all('building')[0].id, room: ROOM });
    await create('resident', id, { door, name: WHO, age: 71, phone: NUMBER });
    await create('resident', beside, { door, name: '慕容不同', age: 40 });
    const set = (note) => ({ type: 'set', kind: 'resident', record: id, fields: { note } });
    await tool.push(set('无双的备注'));
    await expect(other.push(set('无双的另一个备注'), Date.now() - 3_600_000)).rejects.toThrow(/superseded/);
    const visit = await tool.visit({ id: door }, [{ id }, { id: beside }]);
    await use({ tool, id, visit });
  },
});
test.setTimeout(120_000);

const PAGES = ['/desk/', '/desk/grid', '/desk/residents', '/desk/residents?q=9901', '/desk/visits', '/desk/left', '/desk/troubles?list=conflicts', '/desk/same', '/desk/audit'];
const FILES = ['residents', 'visits', 'left', 'doors', 'same', 'people', 'troubles', 'logins', 'audit'];

test('a coordinator is told who may; nothing is erased', async ({ server, somebody, office }) => {
  const desk = await signIn(server, await office());
  await desk.goto(`${server.url}/desk/residents/${somebody.id}/edit`);
  await expect(desk.getByRole('button', { name: '保存' })).toBeVisible();
  await expect(desk.getByRole('link', { name: /彻底清除/ })).toHaveCount(0);
  await desk.goto(`${server.url}/desk/residents/${somebody.id}/erase`);
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('只有管理员能清除居民的资料');
  await expect(desk.locator('main form')).toHaveCount(0);
  const answer = await desk.request.post(`${server.url}/desk/residents/${somebody.id}/erase`, { headers: { origin: server.url } });
  expect(answer.status()).toBe(403);
  await desk.getByRole('link', { name: `回到 ${WHO}` }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(WHO);
});

test('an administrator is asked first; then nothing of the person is on a page, in a file or on a phone, and others stay', async ({ server, somebody, office, phone }) => {
  const { page } = phone;
  await enrol(page, server.url, await newCode(server, '李梅'));
  await new Walker(page, WORDS['zh-CN']).toPeople(ROOM);
  const people = page.locator('.person-card');
  await expect(people).toHaveCount(2);

  const desk = await signIn(server, await office({ javaScriptEnabled: false }), { role: 'administrator' });
  const naming = async () => {
    const found = [];
    for (const path of PAGES) {
      await desk.goto(server.url + path);
      if (/无双/.test(await desk.locator('main').innerText())) found.push(path);
    }
    for (const what of FILES) {
      await desk.goto(`${server.url}/desk/export?what=${what}`);
      await expect(desk.locator('select[name=what]')).toHaveValue(what);
      const numbers = desk.locator('input[name=numbers]');
      const { bytes } = await taken(desk, 'csv', async () => {
        if (await numbers.count()) await numbers.check();
      });
      const text = bytes.toString('utf8');
      if (/无双/.test(text) || text.includes(NUMBER)) found.push(what);
    }
    return found;
  };
  expect(await naming()).toEqual(['/desk/residents?q=9901', '/desk/troubles?list=conflicts', 'residents', 'visits', 'doors', 'troubles']);

  const home = `${server.url}/desk/residents/${somebody.id}`;
  await desk.goto(`${home}/edit`);
  await desk.getByRole('link', { name: /彻底清除/ }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(`彻底清除 ${WHO}？`);
  await expect(desk.locator('main form')).toContainText('清除以后不能恢复');
  await expect(desk.locator('main form')).toContainText(ROOM);
  await desk.getByRole('link', { name: '不清除' }).click();
  await expect(desk).toHaveURL(home);
  await desk.goto(`${home}/erase`);
  await desk.getByRole('button', { name: '彻底清除' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('已清除');

  expect(await naming()).toEqual([]);
  for (const path of ['', '/edit', '/erase']) expect((await desk.goto(home + path)).status(), path).toBe(404);
  await expect(people).toHaveCount(1, { timeout: HEARD_WITHIN_MS });
  await expect(page.locator('body')).not.toContainText(WHO);
  // The visit is there, for whoever else was met.
  await somebody.tool.pull();
  expect(somebody.tool.rows.get(somebody.visit).fields.persons).toHaveLength(1);
  await desk.goto(`${server.url}/desk/audit`);
  await expect(desk.locator('table.audit')).toContainText('彻底清除一位居民');
  expect(await server.run('check')).toMatch(/没有发现问题|no faults found/);
});

for (const locale of ['zh-CN', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing: ${locale}, ${colorScheme}`, async ({ server, somebody, office }) => {
      const path = `${server.url}/desk/residents/${somebody.id}`;
      const other = await signIn(server, await office({ locale, colorScheme }));
      await other.goto(`${path}/erase`);
      expect(await faults(other), 'for a coordinator').toEqual([]);
      const desk = await signIn(server, await office({ locale, colorScheme }), { login: 'chief', role: 'administrator' });
      for (const page of ['edit', 'erase']) {
        await desk.goto(`${path}/${page}`);
        expect(await faults(desk), page).toEqual([]);
      }
      await desk.locator('main button.danger').click();
      await expect(desk.locator('.notice h1')).toBeVisible();
      expect(await faults(desk), 'erased').toEqual([]);
    });
  }
}
