/**
 * `npm run fuzz -- --seeds N`: random clusters, workloads and faults, everything checked.
 */
import { runScript } from './run-script.ts';
import { scriptOf } from './script.ts';
const seeds = Number(process.argv[process.argv.indexOf('--seeds') + 1] ?? 20);
const start = process.argv.includes('--start')
  ? Number(process.argv[process.argv.indexOf('--start') + 1])
  : 1;
const mutant = process.argv.includes('--mutant')
  ? process.argv[process.argv.indexOf('--mutant') + 1]
  : undefined;
let events = 0,
  ops = 0,
  bad = 0;
const t0 = Date.now();
for (let seed = start; seed < start + seeds; seed++) {
  const o = runScript(scriptOf(seed), mutant === undefined ? {} : { mutant });
  events += o.events;
  ops += o.operations;
  if (o.violation !== null) {
    bad++;
    console.log(
      `seed ${seed}: ${o.violation.invariant} at ${Math.round(o.violation.atMs)} ms: ${o.violation.detail.slice(0, 900)}`,
    );
    if (bad >= 12 || mutant) break;
  }
}
const s = (Date.now() - t0) / 1000;
console.log(
  `${seeds} seeds, ${events} events, ${ops} operations, ${bad} violations, ${s.toFixed(1)} s, ${(seeds / s).toFixed(1)} seeds/s`,
);
