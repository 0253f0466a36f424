// Figures in the form that `cargo xtask bench` reads, and what many runs come to.
import os from 'node:os';

/** The smallest value that at least `share` of them do not exceed; `share` between 0 and 1. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export const median = (values) => quantile(values, 0.5);

/** `ms` for people: whole above ten, one decimal below. */
export const shown = (ms) => ms.toFixed(ms < 10 ? 1 : 0);

/** A line of the table that wants to be small. `rest`: budget, beside, cpu_us_per_unit, note; what is undefined is left out. */
const atMost = (id, what, kind, unit, figure, rest) => ({ id, what, kind, limit: 'at-most', figure, unit, ...rest });

/** A time, which only shows. */
export const time = (id, what, ms, rest = {}) => atMost(id, what, 'time', 'ms', ms, rest);

/** A size in MB of 1,000,000 bytes; over its budget it fails the run. */
export const size = (id, what, bytes, rest = {}) => atMost(id, what, 'size', 'MB', bytes / 1e6, rest);

/** `5 runs, 480–530 ms, load 2.4`: how far the runs lie apart, and how many wanted the processor meanwhile. */
export function spread(values) {
  return `${values.length} runs, ${shown(Math.min(...values))}–${shown(Math.max(...values))} ms, ${load()}`;
}

/** A budget was set on another machine, where something bare took `there`; here it takes `here`. What `ms` come to on that one. */
export const elsewhere = (ms, here, there) => `${shown((ms * there) / here)} ms on the machine the budget was set on, by what is bare`;

/** How many programs wanted to run in the last minute; more than there are cores, and times say little. */
export const load = () => `load ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores`;
