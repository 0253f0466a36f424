// B8: memory of the phone's page with the stress set: used JavaScript heap after a collection, buffers, and wasm memory,
// which never shrinks: so it is looked at in the page that made the first sync, and again after a start.
import { size } from './figure.js';
import { enrolAndSync, filledServer, noted, restart, warmPhone } from './stage.js';

const BUDGET_MB = 80;

export async function memory(id) {
  const server = await filledServer('stress');
  const phone = await warmPhone(server);
  try {
    await enrolAndSync(server, phone);
    const synced = await used(phone);
    await restart(phone);
    await phone.page.goto(`${server.url}/app/`);
    await noted(phone.page, 'list');
    const started = await used(phone);
    const note = ({ heap, wasm }) => `JavaScript ${mb(heap)} MB, wasm ${mb(wasm)} MB`;
    return [
      size(id, 'phone memory after the first sync', synced.heap + synced.wasm, { budget: BUDGET_MB, note: note(synced) }),
      size(id, 'phone memory after a start', started.heap + started.wasm, { budget: BUDGET_MB, note: note(started) }),
    ];
  } finally {
    await phone.dispose();
    await server.dispose();
  }
}

const mb = (bytes) => (bytes / 1e6).toFixed(1);

/** Bytes of heap with buffers, and of wasm memory. */
async function used(phone) {
  const session = await phone.context.newCDPSession(phone.page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
  const wasm = await phone.page.evaluate(() => window.bench.memory.buffer.byteLength);
  // Where the browser counts wasm memory among the buffers, it is not counted twice.
  const buffers = backingStorageSize >= wasm ? backingStorageSize - wasm : backingStorageSize;
  return { heap: usedSize + buffers, wasm };
}
