// Processor time of whole programs, as Linux counts it; 0 where there is no /proc.
import fs from 'node:fs';

/** `/proc` counts in hundredths of a second on every Linux there is. */
const TICK_US = 10_000;

const read = (file) => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    // A process may end while it is looked at.
    return '';
  }
};

/** Every process now: its command line, its parent, its processor time in µs. */
function processes() {
  const found = new Map();
  for (const pid of fs.existsSync('/proc') ? fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []) {
    // Behind the name in brackets, which may contain anything: state, parent, …, user and system time.
    const words = read(`/proc/${pid}/stat`).split(') ').pop().split(' ');
    if (words.length < 13) continue;
    const ticks = Number(words[11]) + Number(words[12]);
    found.set(pid, { parent: words[1], us: ticks * TICK_US, command: read(`/proc/${pid}/cmdline`) });
  }
  return found;
}

/** Processor time so far, in µs, of the programs whose command line names one of these folders, and their children. */
export function cpuOf(...folders) {
  const all = processes();
  const isOurs = (pid) => {
    for (let at = all.get(pid); at; at = all.get(at.parent)) {
      if (folders.some((folder) => at.command.includes(folder))) return true;
    }
    return false;
  };
  // This very program names them in no argument; its children are the browser and the server.
  return [...all].filter(([pid]) => isOurs(pid)).reduce((sum, [, { us }]) => sum + us, 0);
}
