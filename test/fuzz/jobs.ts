/**
 * `--jobs N`: the seeds in N parts, each in a process of its own. What the processes print about broken
 * seeds is passed on at once; their counts are added up at the end.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a run has counted. */
export interface Count {
  readonly done: number;
  readonly events: number;
  readonly operations: number;
  readonly broken: number;
}

const BUNDLER = fileURLToPath(new URL('../support/run.ts', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./run.ts', import.meta.url));
const COUNT = /^(\d+) seeds, (\d+) events, (\d+) requests, (\d+) violations in /;

/** How many processes make sense at most. */
export const JOBS_MAX = 4 * availableParallelism();

/** The last line of a run. */
export function countLine({ done, events, operations, broken }: Count, seconds: number): string {
  return (
    `${done} seeds, ${events} events, ${operations} requests, ${broken} violations in ` +
    `${seconds.toFixed(1)} s (${(done / seconds).toFixed(1)} seeds/s)`
  );
}

/** Runs all seeds in so many processes. Fails when one of them ends without its count. */
export async function runJobs(
  jobs: number,
  seeds: number,
  start: number,
  options: readonly string[],
): Promise<Count> {
  const parts: Promise<Count>[] = [];
  for (let i = 0; i < jobs; i++) {
    const from = start + Math.floor((seeds * i) / jobs);
    const until = start + Math.floor((seeds * (i + 1)) / jobs);
    if (until > from) parts.push(runPart(until - from, from, options));
  }
  let [done, events, operations, broken] = [0, 0, 0, 0];
  for (const part of await Promise.all(parts)) {
    done += part.done;
    events += part.events;
    operations += part.operations;
    broken += part.broken;
  }
  return { done, events, operations, broken };
}

function runPart(seeds: number, start: number, options: readonly string[]): Promise<Count> {
  const own = ['--seeds', String(seeds), '--start', String(start)];
  const words = [BUNDLER, PROGRAM, ...own, ...options];
  // The loader that lets this process read TypeScript is an option of node's.
  const child = spawn(process.execPath, [...process.execArgv, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let count: Count | undefined;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const numbers = COUNT.exec(line)?.slice(1).map(Number);
    if (numbers === undefined) return console.log(line);
    const [done = 0, events = 0, operations = 0, broken = 0] = numbers;
    count = { done, events, operations, broken };
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (count !== undefined) resolve(count);
      else reject(new Error(`seeds from ${start} on ended with ${signal ?? code}`));
    });
  });
}
