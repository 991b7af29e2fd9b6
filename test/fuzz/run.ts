/**
 * `npm run fuzz -- --seeds N [--start S] [--jobs N] [--mutant NAME] [--golden] [--area AREA]`:
 * random clusters, workloads and faults, with every invariant after every event and every validation
 * at the end. Prints the seed of what is broken, makes its trial shorter, and ends with a count.
 * `--area` names the system that is tried (areas.ts). `--jobs` parts the seeds among so many processes.
 * `--golden` keeps the shorter trial in golden/.
 * `--hash` prints for each seed what happened and what was left, as two numbers: a change of the code's
 * shape alone must leave them as they were. `--list-mutants` prints one name a line, `--describe-mutants` what each takes away,
 * `--mutant-table` the first seed that finds each (1: one was not found). Exit codes: 0
 * nothing is broken, 1 something is, 2 the command line makes no sense.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AREAS } from './areas.ts';
import type { Area, Found } from './core/area.ts';
import { hashOfSeed } from './core/history-hash.ts';
import { runTrial } from './core/run-trial.ts';
import { shrink } from './core/shrink.ts';
import type { Trial } from './core/trial.ts';
import { countLine, JOBS_MAX, runJobs } from './jobs.ts';

interface Options {
  seeds: number;
  start: number;
  jobs: number;
  mutant: string | undefined;
  area: Area;
  listing: 'none' | 'names' | 'faults' | 'table' | 'hashes';
  keepsGoldens: boolean;
}

const AREA_NAMES = AREAS.map(({ id }) => id).join(' | ');
const USAGE =
  'usage: npm run fuzz -- [--seeds N] [--start S] [--jobs N] [--mutant NAME]\n' +
  `                       [--golden] [--area ${AREA_NAMES}]\n` +
  '       npm run fuzz -- --list-mutants | --describe-mutants\n' +
  '       npm run fuzz -- --mutant-table | --hash [--seeds N] [--start S]';
const LISTINGS: Readonly<Record<string, Options['listing']>> = {
  '--list-mutants': 'names',
  '--describe-mutants': 'faults',
  '--mutant-table': 'table',
  '--hash': 'hashes',
};
/** Options that take a whole number. */
const NUMBERS: Readonly<Record<string, 'seeds' | 'start' | 'jobs'>> = {
  '--seeds': 'seeds',
  '--start': 'start',
  '--jobs': 'jobs',
};
const OPTIONS = [...Object.keys(NUMBERS), '--mutant', '--area'];
/** After so many broken seeds the rest says nothing new. */
const VIOLATIONS_MAX = 10;

const SEEDS = 200;
/** A planted fault is searched for until it is found; some need a rare mixture. */
const SEEDS_OF_MUTANT = 5000;

/** Reads the options; a message when they make no sense. */
export function readOptions(args: readonly string[]): Options | string {
  const options: Options = {
    seeds: 0,
    start: 1,
    jobs: 1,
    mutant: undefined,
    area: AREAS[0],
    listing: 'none',
    keepsGoldens: false,
  };
  for (let i = 0; i < args.length; i++) {
    const name = args[i]!;
    const listing = LISTINGS[name];
    if (listing !== undefined) {
      options.listing = listing;
      continue;
    }
    if (name === '--golden') {
      options.keepsGoldens = true;
      continue;
    }
    if (!OPTIONS.includes(name)) return `unknown option ${name}`;
    const value = args[++i];
    if (value === undefined) return `${name} needs a value`;
    const numeric = NUMBERS[name];
    if (numeric !== undefined) {
      const number = Number(value);
      if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < 1) {
        return `${name} needs a whole number of at least 1, not ${value}`;
      }
      options[numeric] = number;
    } else if (name === '--mutant') {
      options.mutant = value;
    } else {
      const area = AREAS.find(({ id }) => id === value);
      if (area === undefined) return `no area is called ${value}; there is ${AREA_NAMES}`;
      options.area = area;
    }
  }
  const { area, mutant } = options;
  if (mutant !== undefined && !area.mutants.some(({ name }) => name === mutant)) {
    return `no mutant is called ${mutant}; --list-mutants names them all`;
  }
  const isSearch = mutant !== undefined || options.listing === 'table';
  if (options.seeds === 0) options.seeds = isSearch ? SEEDS_OF_MUTANT : SEEDS;
  if (options.jobs > JOBS_MAX) return `--jobs makes sense up to ${JOBS_MAX} on this machine`;
  if (options.jobs > 1 && mutant !== undefined) return 'a mutant is found by one job';
  return options;
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(`fuzz: ${options}`);
    console.error(USAGE);
    return 2;
  }
  if (options.listing === 'table') return printTable(options);
  if (options.listing === 'hashes') return printHashes(options);
  if (options.listing !== 'none') {
    const isBrief = options.listing === 'names';
    const lines = options.area.mutants.map(({ name, fault }) =>
      isBrief ? name : `${name.padEnd(31)}${fault}`,
    );
    console.log(lines.join('\n'));
    return 0;
  }
  if (options.jobs === 1) return fuzz(options);
  const began = Date.now();
  const { jobs, seeds, start, area, keepsGoldens } = options;
  const words = ['--area', area.id, ...(keepsGoldens ? ['--golden'] : [])];
  const count = await runJobs(jobs, seeds, start, words);
  console.log(countLine(count, (Date.now() - began) / 1000));
  return count.broken === 0 ? 0 : 1;
}

/** For each planted fault the first seed that finds it. */
function printTable({ area, seeds, start }: Options): number {
  let missed = 0;
  console.log('| Mutant | Seed | Found by |\n| --- | --- | --- |');
  for (const { name } of area.mutants) {
    let seed = start;
    let violation: Found = null;
    for (; seed < start + seeds; seed++) {
      ({ violation } = runTrial(area, area.trialOf(seed), { mutant: name }));
      if (violation !== null) break;
    }
    if (violation === null) missed++;
    const by = violation === null ? 'nothing' : violation.invariant;
    console.log(`| ${name} | ${violation === null ? '—' : seed} | ${by} |`);
  }
  return missed === 0 ? 0 : 1;
}

function printHashes({ area, seeds, start }: Options): number {
  for (let seed = start; seed < start + seeds; seed++) {
    const { history, state } = hashOfSeed(area, seed);
    console.log(`seed ${seed}: history ${history}, state ${state}`);
  }
  return 0;
}

function fuzz({ area, seeds, start, mutant, keepsGoldens }: Options): number {
  const began = Date.now();
  let done = 0;
  let events = 0;
  let operations = 0;
  let broken = 0;
  const options = mutant === undefined ? {} : { mutant };
  for (let seed = start; seed < start + seeds && broken < VIOLATIONS_MAX; seed++) {
    const trial = area.trialOf(seed);
    const outcome = runTrial(area, trial, options);
    done++;
    events += outcome.events;
    operations += outcome.operations;
    if (outcome.violation === null) continue;
    broken++;
    const { invariant, detail, atMs } = outcome.violation;
    console.log(`seed ${seed}: ${invariant} at ${Math.round(atMs)} ms: ${detail}`);
    // A planted fault is found once.
    if (mutant !== undefined) break;
    const short = printShorter(area, trial, invariant);
    if (keepsGoldens) keep(area, short, invariant);
  }
  console.log(countLine({ done, events, operations, broken }, (Date.now() - began) / 1000));
  return broken === 0 ? 0 : 1;
}

function printShorter(area: Area, trial: Trial, invariant: string): Trial {
  const short = shrink(area, trial, invariant);
  console.log(`  shrunk to ${area.describe(short)}:`);
  for (const line of short.lines) {
    console.log(`  ${Math.round(line.atMs)} ms ${JSON.stringify(line.action)}`);
  }
  return short;
}

/** Its test fails until the bug is mended, and named. */
function keep(area: Area, trial: Trial, broke: string): void {
  const folder = fileURLToPath(new URL(`golden/${area.id}/`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  const path = `${folder}seed-${trial.seed}.json`;
  writeFileSync(path, `${JSON.stringify({ broke, bug: '', trial }, null, 2)}\n`);
  console.log(`  kept as ${path}`);
}

process.exitCode = await main(process.argv.slice(2));
