/**
 * Who every pid of a run is or was. A process leaves the process table when it ends; what it did
 * stays in the history, which knows it by its pid alone. The list only grows, and every version of
 * it stays valid: a checkpoint, a seek and a fork each have the one of their own moment.
 *
 * Mirrors: nothing upstream; process accounting (acct).
 */
import type { PersistentList } from './persistent-list.ts';
import { listGet } from './persistent-list.ts';

export interface Identity {
  readonly pid: number;
  readonly host: string;
  readonly program: string;
  /** See `Process.key`. */
  readonly key: string;
  readonly argv: readonly string[];
  readonly tty: number | null;
}

/** In order of pid, without a gap. */
export type Identities = PersistentList<Identity>;

export function identityIn(identities: Identities, pid: number): Identity | undefined {
  const first = listGet(identities, 0);
  // Not a number: what was looked up is no pid but another kind of key.
  if (first === undefined || Number.isNaN(pid)) return undefined;
  return listGet(identities, pid - first.pid);
}
