// `node bench/run.js B3`: one budget measured in a real Chromium against the real server; prints its figures as JSON.
// `cargo xtask bench B3` builds what is measured and names it: DABAI_BIN, DABAI_ASSETS, CHROMIUM.
import { binary } from './binary.js';
import { coldStart } from './cold_start.js';
import { firstSync } from './first_sync.js';
import { memory } from './memory.js';
import { pages } from './pages.js';
import { tap } from './tap.js';

const BENCHES = { B3: firstSync, B4: firstSync, B5: coldStart, B6: tap, B8: memory, B12: pages, B13: binary };

const [id] = process.argv.slice(2);
if (!BENCHES[id]) throw new Error(`no bench ${id}; there are ${Object.keys(BENCHES).join(', ')}`);
process.stdout.write(`${JSON.stringify(await BENCHES[id](id))}\n`);
