/**
 * How far a change of a partition’s in-sync replicas has come: a leader changes them only by asking.
 *
 * Mirrors: kafka.cluster.IsrState (CommittedIsr, PendingExpandIsr, PendingShrinkIsr), 2.8.0.
 * Read next: isr.ts (steps it).
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type IsrEvent =
  | { readonly type: 'expand.asked' }
  | { readonly type: 'shrink.asked' }
  | { readonly type: 'isr.committed' };

const doing = (...lines: readonly string[]) => lines.join('\n');

/** The in-sync replicas of one partition, at its leader. */
export const isrMachine = setup({
  types: { events: {} as IsrEvent },
}).createMachine({
  id: 'isr',
  initial: 'committed',
  states: {
    committed: {
      description: doing(
        'Waits for a follower that has caught up, or for one that has lagged for replica.lag.time.max.ms.',
        'leaves: expand.asked → pendingExpand',
        'leaves: shrink.asked → pendingShrink',
        'leaves: isr.committed → committed',
      ),
      on: {
        'expand.asked': 'pendingExpand',
        'shrink.asked': 'pendingShrink',
        'isr.committed': 'committed',
      },
    },
    pendingExpand: {
      description: doing(
        'Waits for the controller’s answer. The new replica counts already: the high watermark waits for it.',
        'leaves: isr.committed → committed',
      ),
      on: { 'isr.committed': 'committed' },
    },
    pendingShrink: {
      description: doing(
        'Waits for the controller’s answer. Those to be removed still count: the high watermark waits for them.',
        'leaves: isr.committed → committed',
      ),
      on: { 'isr.committed': 'committed' },
    },
  },
});
