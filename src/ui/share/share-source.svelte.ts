/** What can be shared and exported: the view that is open says so. */
import type { ClusterSpec } from '../../engine/index.ts';
import type { Session } from '../session/session.svelte.ts';
import type { Run } from './run.ts';

export interface Shareable {
  readonly session: Session;
  /** The view's address, for example `#/sandbox`. */
  readonly hash: string;
  /** The cluster as it was built. */
  readonly spec: ClusterSpec;
  /** What a lesson calls its terminals. */
  readonly terminalNames: ReadonlyMap<string, number>;
  /**
   * The run with its actions placed by time where that is exact; plays the run once, bit by bit, and
   * throws a FlawedRun when it is too long for a link.
   */
  shortRun(): Generator<void, Run>;
}

class ShareSource {
  /** Undefined: nothing to share here. */
  current = $state.raw<Shareable | undefined>();
}

export const shareSource = new ShareSource();

/** The whole address of a run, for the page that is open. */
export function addressOf(hash: string, code: string): string {
  return `${location.origin}${location.pathname}${hash}?run=${code}`;
}
