// The README's pictures, drawn by the program itself: `node pictures.js` after `cargo xtask test` has built it.
import path from 'node:path';
import { chromium } from '@playwright/test';
import { LAUNCH, Phone } from './harness/browser.js';
import { enrol, nextDoor } from './harness/people.js';
import { Server } from './harness/server.js';

const DOCS = path.resolve(import.meta.dirname, '../docs');
const picture = (page, name) => page.screenshot({ path: path.join(DOCS, `${name}.png`) });

const server = new Server();
const printed = await server.run('demo', '--size', 'lively', '--seed', '7');
const code = /\b\d{8}\b/.exec(printed)[0];
const password = /(?:账号|login) desk\s+(?:密码|password) ([^\s（]+)/.exec(printed)[1];
await server.start();
const phone = new Phone({ viewport: { width: 360, height: 740 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true });
const browser = await chromium.launch(LAUNCH);
try {
  await phone.open();
  await enrol(phone.page, server.url, code);
  await picture(phone.page, 'phone-doors');
  // A door with something to know before knocking tells more than an empty one.
  const priority = phone.page.getByRole('button', { name: /未访|超时/ });
  await ((await priority.count()) > 0 ? priority.first() : nextDoor(phone.page)).tap();
  await phone.page.getByRole('button', { name: /无应答/ }).waitFor();
  await picture(phone.page, 'phone-door');
  await phone.page.getByRole('button', { name: /一切正常/ }).tap();
  const met = phone.page.getByRole('button', { name: /^见到/ });
  const saved = phone.page.getByRole('heading', { level: 1 }).filter({ hasText: /已记/ });
  await met.or(saved).first().waitFor();
  while (await met.isVisible()) {
    await met.tap();
    await met.or(saved).first().waitFor();
    if (await saved.isVisible()) break;
  }
  await saved.waitFor();
  await picture(phone.page, 'phone-saved');

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const desk = await context.newPage();
  await desk.goto(`${server.url}/desk/`);
  await desk.locator('input[name=login]').fill('desk');
  await desk.locator('input[name=password]').fill(password);
  await desk.locator('button[type=submit]').first().click();
  await desk.locator('tr[data-visit]').first().waitFor();
  await picture(desk, 'desk-now');
  await desk.goto(`${server.url}/desk/grid`);
  await desk.locator('a.door').first().waitFor();
  await picture(desk, 'desk-grid');
  await desk.goto(`${server.url}/desk/visits`);
  await desk.locator('tr[data-visit]').first().waitFor();
  await picture(desk, 'desk-visits');
} finally {
  await browser.close();
  await phone.dispose();
  await server.dispose();
}
