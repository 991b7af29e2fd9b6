/**
 * `npm test [-- JOB…]`: everything a change must pass, or the named jobs of it. Two lanes side by side,
 * for two cores; the fuzzer's seeds wait for the lane that is free first. Each job's output is shown when
 * the job has ended, and the last line is the sum: `N passed, N failed`.
 *
 * A job that fails without naming a failed test (a type error, a crash, a project without tests)
 * counts as one failure. A skipped test counts as failed: nothing is left out in silence.
 *
 * Read next: test/README.md.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Totals } from './support/totals.ts';
import { addTotals, formatTotals, totalsOfReport, totalsOfText } from './support/totals.ts';

interface Job {
  readonly name: string;
  readonly command: readonly string[];
  /** Where the job leaves its counts; without it, success counts as one. */
  readonly counts?: 'report' | 'text';
}

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'ensemble-test-'));

function script(name: string): Job {
  return { name, command: ['npm', 'run', '--silent', name] };
}

function vitest(project: string): Job {
  const reporters = [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report(project)}`,
  ];
  const command = ['npx', 'vitest', 'run', '--project', project, '--maxWorkers=1', ...reporters];
  return { name: project, command, counts: 'report' };
}

function report(project: string): string {
  return join(reports, `${project}.json`);
}

/** The page's lane and the engine's lane. Jobs of a lane run one after another. */
const lanes: readonly (readonly Job[])[] = [
  [script('build'), vitest('e2e'), script('check'), script('lint')],
  [
    vitest('unit'),
    vitest('tidy'),
    { name: 'conformance', command: ['npx', 'tsx', 'test/conformance/run.ts'], counts: 'text' },
    vitest('lessons'),
    vitest('fuzz'),
  ],
];

const SEEDS = 2000;
const SEEDS_PER_JOB = 250;

/** Some of the fuzzer's seeds: one passed test when none of them breaks a promise. */
function fuzz(start: number): Job {
  const options = ['--seeds', String(SEEDS_PER_JOB), '--start', String(start)];
  return { name: `seeds-${start}`, command: ['npm', 'run', '--silent', 'fuzz', '--', ...options] };
}

/** For whichever lane has done its own jobs. */
const shared: readonly Job[] = Array.from({ length: SEEDS / SEEDS_PER_JOB }, (_, i) =>
  fuzz(1 + i * SEEDS_PER_JOB),
);

function execute(job: Job): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const [program, ...args] = job.command as [string, ...string[]];
    const env = { ...process.env, CI: 'true', NO_COLOR: '1' };
    const child = spawn(program, args, { cwd: root, env, shell: process.platform === 'win32' });
    let text = '';
    child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (text += piece.toString()));
    child.on('error', (error) => resolve({ code: 127, text: `${text}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, text }));
  });
}

async function run(job: Job): Promise<Totals> {
  const startedAt = performance.now();
  const { code, text } = await execute(job);
  let totals: Totals = { passed: 0, failed: 0 };
  if (job.counts === 'report')
    totals = totalsOfReport(() => readFileSync(report(job.name), 'utf8'));
  else if (job.counts === 'text') totals = totalsOfText(text);
  else if (code === 0) totals = { passed: 1, failed: 0 };
  if (code !== 0 && totals.failed === 0) totals = { ...totals, failed: 1 };
  if (totals.passed + totals.failed === 0) totals = { passed: 0, failed: 1 };
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`\n=== ${job.name}: ${formatTotals(totals)} (${seconds} s)\n${text.trimEnd()}`);
  return totals;
}

const results = new Map<string, Totals>();
const chosen = process.argv.slice(2);
const known = [...lanes.flat(), ...shared].map(({ name }) => name);
const unknown = chosen.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no job ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(1);
}
const isChosen = ({ name }: Job): boolean => chosen.length === 0 || chosen.includes(name);
const waiting = shared.filter(isChosen);
await Promise.all(
  lanes.map(async (lane) => {
    for (const job of lane.filter(isChosen)) results.set(job.name, await run(job));
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      results.set(job.name, await run(job));
    }
  }),
);
rmSync(reports, { recursive: true, force: true });

console.log('');
for (const [name, totals] of results) console.log(`${name.padEnd(12)} ${formatTotals(totals)}`);
const sum = [...results.values()].reduce(addTotals);
process.exitCode = sum.failed === 0 ? 0 : 1;
console.log(formatTotals(sum));
