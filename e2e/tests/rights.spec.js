// What a phone may see and do changes while it works: other buildings, an end that is over, a phone that was signed off. And a
// phone whose rows are not the right ones finds it out.
import { faults } from '../harness/axe.js';
import { Device } from '../harness/device.js';
import { enrol, newCode, setUpSite, unsent, visitNext } from '../harness/people.js';
import { present } from '../harness/storage.js';
import { expect, test as base } from '../harness/test.js';
import { WORDS, Walker } from '../harness/walk.js';

/** A wait that may have grown to a minute after failures, and the machine's other work. */
const SENT_WITHIN_MS = 75_000;

const test = base.extend({
  /** A site with the sample roster, a tool that reads everything of it, and somebody signed in at its desk. */
  site: async ({ server, browser }, use) => {
    await setUpSite(server, 0);
    const tool = await Device.enrol(server.url, await newCode(server, '工具'));
    const printed = await server.run('account', 'add', '--login', 'diaodu', '--name', '周调度', '--role', 'coordinator');
    const password = /(?:密码|password) ([^\s（]+)/.exec(printed)[1];
    const contexts = [];
    const desk = async (path, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', ...options });
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(`${server.url}/desk/`);
      await page.locator('input[name=login]').fill('diaodu');
      await page.locator('input[name=password]').fill(password);
      await page.locator('button.primary').click();
      await expect(page.locator('#coming-in')).toBeVisible();
      await page.goto(`${server.url}${path}`);
      return page;
    };
    await use({ tool, desk });
    for (const context of contexts) await context.close();
  },
});
test.setTimeout(180_000);

/** What the phone says it works in. */
async function area(page) {
  const walker = new Walker(page, WORDS['zh-CN']);
  if (!(await walker.button('更多').count())) await walker.back();
  await walker.more();
  await walker.to(/^我/, '.facts');
  return page.locator('.facts');
}

test('a phone that gets other buildings lets the old ones go at once; what it had not sent comes in, marked as late', async ({ server, gate, site, phone }) => {
  const { page } = phone;
  await enrol(page, gate.url, await newCode(server, '李梅'));
  const device = await present(page);
  gate.refuses = ['/sync/push'];
  await visitNext(page);
  await expect.poll(() => unsent(page)).toBeGreaterThan(0);
  // The building of the door it was at is not the one it gets.
  const buildings = site.tool.all('building').sort((a, b) => (a.fields.order ?? 0) - (b.fields.order ?? 0));
  const other = buildings.at(-1);
  expect(buildings.length).toBeGreaterThan(1);

  const desk = await site.desk(`/desk/people/rights?phone=${device}`);
  await expect(desk.getByRole('heading', { level: 1 })).toContainText('李梅');
  expect(await faults(desk)).toEqual([]);
  await desk.getByLabel('只负责这些楼栋').check();
  await desk.getByRole('button', { name: '改好' }).click();
  await expect(desk.getByRole('alert')).toContainText('至少勾一栋楼');
  await desk.getByLabel(`${other.fields.name}号楼`, { exact: true }).check();
  await desk.getByRole('button', { name: '改好' }).click();
  await expect(desk.locator('.said')).toContainText('已改好');

  const facts = await area(page);
  await expect(facts).toContainText(other.fields.name, { timeout: SENT_WITHIN_MS });
  expect(await present(page)).toBe(device);
  await site.tool.pull();
  expect(site.tool.visits()).toHaveLength(0);
  gate.refuses = [];
  await expect.poll(() => unsent(page), { timeout: SENT_WITHIN_MS }).toBe(0);
  await site.tool.pull();
  const [visit] = site.tool.visits();
  const door = site.tool.rows.get(visit.fields.door);
  expect(door.fields.building).not.toBe(other.id);
  expect(visit.fields.late).toBe(true);
  expect(await server.run('check')).toMatch(/没有发现问题|no faults found/);
});

test('two coordinators change a phone at once: the second is told, sees what the first has made of it, and may change that', async ({ server, site }) => {
  const phone = await Device.enrol(server.url, await newCode(server, '李梅'));
  const path = `/desk/people/rights?phone=${phone.id}`;
  const [one, other] = [await site.desk(path, { javaScriptEnabled: false }), await site.desk(path)];
  const building = `${site.tool.all('building').at(-1).fields.name}号楼`;
  await one.getByLabel('只负责这些楼栋').check();
  await one.getByLabel(building, { exact: true }).check();
  await one.getByRole('button', { name: '改好' }).click();
  await expect(one.locator('.said.ok')).toContainText('已改好');

  // Ticking nothing first: what was shown is what it is held against, not when the form came back.
  await other.getByLabel('只负责这些楼栋').check();
  await other.getByRole('button', { name: '改好' }).click();
  await expect(other.getByRole('alert')).toContainText('至少勾一栋楼');
  await other.getByLabel('整个小区').check();
  await other.getByLabel('调度员').check();
  await other.getByRole('button', { name: '改好' }).click();
  await expect(other.getByRole('alert')).toContainText('刚刚有别人改过');
  expect(await faults(other)).toEqual([]);
  await expect(other.getByLabel('只负责这些楼栋')).toBeChecked();
  await expect(other.getByLabel(building, { exact: true })).toBeChecked();
  await expect(other.getByLabel('工作人员')).toBeChecked();
  await other.getByLabel('调度员').check();
  await other.getByRole('button', { name: '改好' }).click();
  await expect(other.locator('.said')).toContainText('已改好');
  await other.goto(`${server.url}${path}`);
  await expect(other.getByLabel('调度员')).toBeChecked();
  await expect(other.getByLabel(building, { exact: true })).toBeChecked();
});

test('what a phone brings after it was signed off is taken or left by a coordinator, and the phone hears which', async ({ server, gate, site, phone }) => {
  const { page } = phone;
  await enrol(page, gate.url, await newCode(server, '王强'));
  gate.refuses = ['/sync/push'];
  await visitNext(page);
  await visitNext(page);
  const desk = await site.desk(`/desk/people/stop?phone=${await present(page)}`);
  await desk.getByRole('button', { name: '停用' }).click();
  await expect(desk.locator('.said')).toContainText('已停用');
  gate.refuses = [];
  await desk.goto(`${server.url}/desk/troubles?list=held`);
  const lines = desk.locator('.troubles tbody tr');
  await expect(async () => {
    await desk.reload();
    expect(await lines.count()).toBeGreaterThan(1);
  }).toPass({ timeout: SENT_WITHIN_MS });
  await expect(lines.first()).toContainText('手机已停用');
  expect(await faults(desk)).toEqual([]);
  const visits = lines.filter({ hasText: '上门' });
  await expect(visits).toHaveCount(2);
  await visits.first().getByRole('button', { name: /^收下/ }).click();
  await expect(desk.getByRole('status')).toContainText('记上 1 条');
  await site.tool.pull();
  expect(site.tool.visits()).toHaveLength(1);
  expect(site.tool.visits()[0].fields.late).toBe(true);
  for (const box of await lines.getByRole('checkbox').all()) await box.check();
  await desk.getByRole('button', { name: '选中的不收' }).click();
  await expect(desk.getByRole('status')).toContainText('没有收下');
  await site.tool.pull();
  expect(site.tool.visits()).toHaveLength(1);
  expect(await server.run('check')).toMatch(/没有发现问题|no faults found/);
});

test('a phone that has lost a row finds it out, gets everything afresh and says so', async ({ server, site, phone }) => {
  const { page } = phone;
  await enrol(page, server.url, await newCode(server, '赵敏'));
  const device = await present(page);
  const differing = async () => /^dabai_differing_total (\d+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())[1];
  const stored = (what) => page.evaluate(async ([name, what]) => {
    const asked = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await asked(indexedDB.open(name));
    const tx = database.transaction(['meta', 'log'], 'readwrite');
    const [meta, log] = [tx.objectStore('meta'), tx.objectStore('log')];
    const place = JSON.parse(await asked(meta.get('place')));
    if (what === 'lose') {
      log.delete((await asked(log.getAllKeys())).at(-1));
      delete place.checked;
      meta.put(JSON.stringify(place), 'place');
    }
    await new Promise((resolve) => { tx.oncomplete = resolve; });
    database.close();
    return place;
  }, [`dabai-${device}`, what]);
  await expect.poll(async () => (await stored('look')).checked ?? 0, { message: 'it asks at the end of its first sync' }).toBeGreaterThan(0);
  const before = (await stored('look')).cursor.seq;
  await site.tool.allFine(site.tool.all('door')[0]);
  await expect.poll(async () => (await stored('look')).cursor.seq).toBeGreaterThan(before);
  expect(await differing()).toBe('0');
  // Nobody holds the database meanwhile.
  await page.goto(`${server.url}/plain.css`);
  await stored('lose');
  await page.goto(`${server.url}/app/`);
  await expect.poll(differing, { timeout: SENT_WITHIN_MS }).toBe('1');
  // That all is well is written down with what comes next.
  await site.tool.allFine(site.tool.all('door')[1]);
  await expect.poll(async () => (await stored('look')).checked ?? 0, { timeout: SENT_WITHIN_MS }).toBeGreaterThan(0);
  expect((await stored('look')).refreshing).toBe(false);
  expect(await differing()).toBe('1');
});
