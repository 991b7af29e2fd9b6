/** The history's unit. */
import type { NodeEvent } from './events.ts';
import type { OperatorAction } from './operator-action.ts';

/** What one step of the simulation did, as the history keeps it. */
export interface EventRecord {
  readonly number: number;
  readonly atMs: number;
  /** 0 for an operator action or the network itself. */
  readonly pid: number;
  /** Number of the event that caused it; −1 for an operator action. */
  readonly cause: number;
  readonly event: NodeEvent | OperatorAction | { readonly type: 'process.started' };
  /** Nothing but a cluster's pulse: soon forgotten, see event-weight.ts. */
  readonly isLight?: true;
}
