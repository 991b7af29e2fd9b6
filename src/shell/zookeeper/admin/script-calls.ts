/**
 * What an administrator's script can ask of its host, one call at a time.
 *
 * Mirrors: the commands that the bash scripts in `bin` run.
 * Read next: script-program.ts (answers the calls), zk-server.ts.
 */
import type { Effect, ProcessView, SpawnRequest } from '../../../engine/index.ts';
import type { FoundJava } from './java-home.ts';

/** One call; its answer comes back from `yield`. */
export type AdminCall =
  | { readonly type: 'read'; readonly path: string }
  | { readonly type: 'kind'; readonly path: string }
  | { readonly type: 'java'; readonly variables: Readonly<Record<string, string>> }
  | { readonly type: 'processes' }
  | { readonly type: 'effect'; readonly effect: Effect }
  | { readonly type: 'sleep'; readonly ms: number }
  | { readonly type: 'spawn'; readonly request: Omit<SpawnRequest, 'token'> }
  | { readonly type: 'wait'; readonly pid: number }
  /** FourLetterWordMain: null when there is no answer. */
  | { readonly type: 'ask'; readonly host: string; readonly port: number; readonly word: string };

/** What a script may know of a process. */
export type SeenProcess = Pick<ProcessView, 'pid' | 'parentPid' | 'program' | 'argv'>;

/** What the calls give, in one type: plain data. */
export type AdminResult = string | number | boolean | null | FoundJava | readonly SeenProcess[];

/** A script, or a part of one. */
export type AdminScript<T> = Generator<AdminCall, T, AdminResult>;

/** Text of a file; null when there is none. */
export function* readText(path: string): AdminScript<string | null> {
  return (yield { type: 'read', path }) as string | null;
}

/** Whether something is at the path, and what. */
export function* kindOf(path: string): AdminScript<'file' | 'folder' | null> {
  return (yield { type: 'kind', path }) as 'file' | 'folder' | null;
}

/** Live processes of the host. */
export function* processes(): AdminScript<readonly SeenProcess[]> {
  return (yield { type: 'processes' }) as readonly SeenProcess[];
}

/** The Java that these variables lead to; null when there is none. */
export function* javaOf(
  variables: Readonly<Record<string, string>>,
): AdminScript<FoundJava | null> {
  return (yield { type: 'java', variables }) as FoundJava | null;
}

/** Starts a program and gives its pid. */
export function* spawn(request: Omit<SpawnRequest, 'token'>): AdminScript<number> {
  return (yield { type: 'spawn', request }) as number;
}

/** Waits for a child and gives its exit status. */
export function* wait(pid: number): AdminScript<number> {
  return (yield { type: 'wait', pid }) as number;
}
