/**
 * Waiting as the recorder did: until a line is in a log, for some seconds, until a process is gone.
 */
import type { CaseWorld } from '../case-world.ts';

const boundMs = 120_000;

export function logPath(file: string): string {
  return `/data/server/kafka/logs/${file}`;
}

/**
 * Lets time pass until a line behind `from` characters of a log matches. What was there before counts
 * when nothing new comes.
 */
export function waitForLine(
  world: CaseWorld,
  host: string,
  file: string,
  pattern: RegExp,
  from: number,
): void {
  for (let passedMs = 0; passedMs < boundMs; passedMs += 100) {
    if (pattern.test(world.fileText(host, logPath(file)).slice(from))) return;
    world.pass(100);
  }
  if (pattern.test(world.fileText(host, logPath(file)))) return;
  throw new Error(`${String(pattern)} never came in ${host}:${file}`);
}

/** Until a process has ended. */
export function waitForEnd(world: CaseWorld, pid: number): void {
  for (let passedMs = 0; passedMs < boundMs; passedMs += 50) {
    const process = world.timeline.world.processes.get(pid);
    if (process === undefined || process.status === 'exited') return;
    world.pass(50);
  }
}
