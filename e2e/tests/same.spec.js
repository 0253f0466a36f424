// One person who is there twice: found, compared, merged into one on every page and phone, and told apart again.
import { faults } from '../harness/axe.js';
import { Device, newId } from '../harness/device.js';
import { table, taken } from '../harness/file.js';
import { enrol, newCode, setUpSite, signIn } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';
import { WORDS, Walker } from '../harness/walk.js';

const HEARD_WITHIN_MS = 30_000;
/** Nobody else's. */
const ROOM = '9901';

const test = base.extend({
  /** A site in which 慕容无双 has two records behind one door: the second one knows more, and was met. */
  twice: async ({ server }, use) => {
    await setUpSite(server, 0);
    const tool = await Device.enrol(server.url, await newCode(server, '小陈'));
    // The older record comes first.
    const first = newId(Date.now() - 60_000);
    const [door, second, other] = Array.from({ length: 3 }, () => newId());
    const create = (kind, record, fields) => tool.push({ type: 'create', kind, record, fields });
    await create('door', door, { building: tool.all('building')[0].id, room: ROOM });
    await create('resident', first, { door, name: '慕容无双', age: 71 });
    await create('resident', second, { door, name: '慕容无双', age: 17, phone: '13812345678', note: '敲门要久一点' });
    await create('resident', other, { door, name: '慕容不同', age: 40 });
    await tool.visit({ id: door }, [{ id: second }]);
    await use({ tool, first, second });
  },
});
test.setTimeout(120_000);

const pairs = (desk) => desk.getByRole('table', { name: '可能是同一个人' }).locator('tbody tr');
const merged = (desk) => desk.getByRole('table', { name: '已经合并的' }).locator('tbody tr');
const compare = async (desk) => {
  await pairs(desk).filter({ hasText: '慕容无双' }).getByRole('link', { name: /比一比/ }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('是同一个人吗？');
};

/** Those of that name in the list of residents, and in the file it leaves as. */
async function listed(server, desk) {
  await desk.goto(`${server.url}/desk/residents?q=${encodeURIComponent('慕容无双')}`);
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('居民');
  const shown = await desk.locator('table.residents tbody tr').count();
  await desk.goto(`${server.url}/desk/export?what=residents`);
  const file = table((await taken(desk, 'csv')).bytes).filter((row) => Object.values(row).includes('慕容无双'));
  return [shown, file.length];
}

/** The lines about them in the file that the page leaves as: why, one, the other. */
async function left(server, desk) {
  await desk.goto(`${server.url}/desk/same`);
  await desk.getByRole('link', { name: '导出', exact: true }).click();
  const lines = table((await taken(desk, 'csv')).bytes).map((row) => Object.values(row));
  return lines.filter((line) => line.some((cell) => cell.includes('慕容无双')));
}

test('two records become one in the list, in files and on a phone, without a script; told apart they are two again', async ({ server, twice, office, phone }) => {
  const { page } = phone;
  await enrol(page, server.url, await newCode(server, '李梅'));
  await new Walker(page, WORDS['zh-CN']).toPeople(ROOM);
  const people = page.locator('.person-card');
  await expect(people).toHaveCount(3);

  const desk = await signIn(server, await office({ javaScriptEnabled: false }));
  expect(await listed(server, desk)).toEqual([2, 2]);
  const both = Array(2).fill(expect.stringContaining(`${ROOM} 慕容无双`));
  expect(await left(server, desk)).toEqual([['同户同名', ...both]]);
  await desk.goto(`${server.url}/desk/residents`);
  await desk.getByRole('link', { name: '查重复' }).click();
  await expect(desk.locator('nav [aria-current]')).toHaveText('居民');
  await expect(pairs(desk).filter({ hasText: ROOM })).toContainText('同户同名');
  await compare(desk);
  const row = (field) => desk.locator('.compare tbody tr').filter({ has: desk.getByRole('rowheader', { name: field }) });
  await expect(row('年龄'), 'both say something else').toContainText('不一样');
  await expect(row('备注'), 'one says nothing').not.toContainText('不一样');
  await expect(desk.locator('body')).not.toContainText('13812345678');
  await expect(row('年龄').locator('td').first(), 'which is the left one').toHaveText('71');
  await desk.getByRole('link', { name: '不合并' }).click();
  await compare(desk);
  await desk.getByRole('button', { name: '是，留下左边这份' }).click();
  await expect(desk.getByRole('status')).toContainText('已合并');
  await expect(pairs(desk).filter({ hasText: ROOM })).toHaveCount(0);
  await expect(merged(desk)).toHaveCount(1);
  expect(await listed(server, desk)).toEqual([1, 1]);
  expect(await left(server, desk)).toEqual([['已经合并的', ...both]]);
  await expect(people).toHaveCount(2, { timeout: HEARD_WITHIN_MS });

  // Whoever stays has been met: the visit named the other record.
  await desk.goto(`${server.url}/desk/same`);
  await merged(desk).getByRole('link').click();
  await expect(desk).toHaveURL(`${server.url}/desk/residents/${twice.first}`);
  await expect(desk.locator('.safety')).toContainText('小陈');

  await desk.goto(`${server.url}/desk/same`);
  await merged(desk).getByRole('button', { name: /重新分开/ }).click();
  await expect(desk.getByRole('status')).toContainText('已分开');
  await expect(pairs(desk).filter({ hasText: ROOM })).toHaveCount(1);
  expect(await listed(server, desk)).toEqual([2, 2]);
  await expect(people).toHaveCount(3, { timeout: HEARD_WITHIN_MS });
  expect(await server.run('check')).toMatch(/没有发现问题|no faults found/);
});

test('two coordinators who each keep the other record are told how it stands; nobody is lost', async ({ server, twice, office }) => {
  const one = await signIn(server, await office());
  const other = await signIn(server, await office(), { login: 'other', name: '吴调度' });
  for (const desk of [one, other]) {
    await desk.goto(`${server.url}/desk/same`);
    await compare(desk);
  }
  await one.getByRole('button', { name: '是，留下右边这份' }).click();
  await expect(one.getByRole('status')).toContainText('已合并');
  await other.getByRole('button', { name: '是，留下左边这份' }).click();
  await expect(other.getByRole('status')).toContainText('没有改');
  await expect(merged(other)).toHaveCount(1);
  await expect(merged(other).getByRole('link')).toHaveAttribute('href', `/desk/residents/${twice.second}`);
  expect(await listed(server, other)).toEqual([1, 1]);
});

for (const locale of ['zh-CN', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing: ${locale}, ${colorScheme}`, async ({ server, twice, office }) => {
      const desk = await signIn(server, await office({ locale, colorScheme }));
      const both = `/desk/same?one=${twice.first}&other=${twice.second}`;
      for (const path of ['/desk/same', both]) {
        await desk.goto(server.url + path);
        expect(await faults(desk), path).toEqual([]);
      }
      await desk.locator('main button.primary').first().click();
      await expect(desk.getByRole('status')).toBeVisible();
      expect(await faults(desk), 'merged').toEqual([]);
    });
  }
}
