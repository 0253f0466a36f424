// B3, B4: the first sync. A phone with a warm shell opens the link of a card. From the first pull's start to 自检
// drawn, one tap before the doors; it comes only when the last page is stored, so everything is on the disk by then.
import { newCode } from '../harness/people.js';
import { cpuOf } from './cpu.js';
import { median, shown, size, spread, time } from './figure.js';
import { filledServer, noted, slowed, warmPhone } from './stage.js';

const RUNS = { 1: 5, 4: 3 };

const SETS = {
  B3: {
    size: 'stress', rows: 53_000, what: 'first sync of the stress set', budgetMs: { 1: 1_500, 4: 5_000 }, budgetBytes: 4e6,
    peers: {
      1: 'PouchDB + CouchDB 52 s, Kinto.js 33 s, RxDB 32 s',
      4: 'PouchDB + CouchDB 146 s, Kinto.js 86 s, RxDB 73 s',
      wire: 'PouchDB + CouchDB 49 MB, Kinto.js 21 MB, RxDB 17 MB',
    },
  },
  B4: {
    size: 'residents', rows: 4_200, what: 'first sync of 3,000 residents', budgetMs: { 1: 300, 4: 900 },
    peers: {
      1: 'PouchDB 3.2 s, Kinto.js 0.87 s, RxDB 1.7 s; CHT publishes 18 s',
      4: 'PouchDB 9.5 s, Kinto.js 1.8 s, RxDB 5.7 s',
    },
  },
};

export async function firstSync(id) {
  const set = SETS[id];
  const server = await filledServer(set.size);
  try {
    const figures = [];
    let wire = [];
    for (const slowdown of [1, 4]) {
      const runs = [];
      for (let n = 0; n < RUNS[slowdown]; n += 1) runs.push(await once(server, slowdown));
      const ms = runs.map((run) => run.synced - run.pull);
      const whole = shown(median(runs.map((run) => run.synced)));
      const cpu = slowdown === 1 ? median(runs.map((run) => run.cpu_us)) / set.rows : undefined;
      figures.push(time(id, `${set.what}, ${slowdown}×`, median(ms), {
        budget: set.budgetMs[slowdown],
        // A slowed processor spends its time waiting, which counts as work.
        cpu_us_per_unit: cpu || undefined,
        note: `${spread(ms)}; ${whole} ms from opening the link; ${set.peers[slowdown]}`,
      }));
      wire = wire.concat(runs.map((run) => run.bytes));
    }
    figures.push(size(id, `${set.what}, on the wire`, Math.max(...wire), { budget: set.budgetBytes && set.budgetBytes / 1e6, note: set.peers.wire }));
    return figures;
  } finally {
    await server.dispose();
  }
}

/** One new phone; times in ms since the link was opened, bytes of all calls together, µs of browser and server. */
async function once(server, slowdown) {
  const phone = await warmPhone(server);
  try {
    const code = await newCode(server, '测');
    const session = await slowed(phone, slowdown);
    await session.send('Network.enable');
    const calls = new Set();
    let bytes = 0;
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (new URL(request.url).pathname.startsWith('/api/v1/')) calls.add(requestId);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (calls.has(requestId)) bytes += encodedDataLength;
    });
    const before = cpuOf(phone.profile, server.data);
    await phone.page.goto(`${server.url}/app/#c=${code}`);
    const synced = await noted(phone.page, 'synced');
    const cpu_us = cpuOf(phone.profile, server.data) - before;
    const pull = await phone.page.evaluate(() => performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('/sync/pull')).startTime);
    return { synced, pull, bytes, cpu_us };
  } finally {
    await phone.dispose();
  }
}
