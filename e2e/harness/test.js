// What every browser test starts from: `server` (started), `phone` (opened), `office` (windows at the desk) and, where needed, more of them.
import { test as base, expect } from '@playwright/test';
import { Phone } from './browser.js';
import { Gate } from './gate.js';
import { Server } from './server.js';

export { expect };

export const test = base.extend({
  /** A browser in an office: `errors` has what its pages complained of. */
  office: async ({ browser }, use) => {
    const contexts = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', ...options });
      context.errors = [];
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) context.errors.push(message.text());
      });
      context.on('weberror', (error) => context.errors.push(String(error.error())));
      contexts.push(context);
      return context;
    });
    for (const context of contexts) await context.close();
  },

  /** Further arguments of `dabai serve`: `test.use({ serverArgs: ['--…'] })`. */
  serverArgs: [[], { option: true }],

  server: async ({ serverArgs }, use, info) => {
    const server = new Server(serverArgs);
    try {
      await server.start();
      await use(server);
    } finally {
      if (info.status !== info.expectedStatus) await info.attach('server.log', { body: server.log });
      await server.dispose();
    }
  },

  /** Makes phones beside the first one: `await newPhone({ userAgent: '…' })`; or takes one made elsewhere: `newPhone(await phone.copy())`. */
  newPhone: async ({ viewport, locale, timezoneId }, use) => {
    const phones = [];
    await use(async (made = {}) => {
      const phone = made instanceof Phone ? made : new Phone({ viewport, locale, timezoneId, hasTouch: true, ...made });
      phones.push(phone);
      await phone.open();
      return phone;
    });
    for (const phone of phones) await phone.dispose();
  },

  /** What stands between a phone and the server, started and open. */
  gate: async ({ server }, use) => {
    const gate = new Gate(server.url);
    await gate.start();
    await use(gate);
    await gate.stop();
  },

  /** A phone with an empty profile. */
  phone: async ({ newPhone }, use, info) => {
    const phone = await newPhone();
    await use(phone);
    if (info.status !== info.expectedStatus) {
      const picture = await phone.page?.screenshot().catch(() => null);
      if (picture) await info.attach('phone.png', { body: picture, contentType: 'image/png' });
    }
  },
});
