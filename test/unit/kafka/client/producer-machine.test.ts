/** The machine of a producer's transactions allows exactly what TransactionManager.State allows. */
import { describe, expect, it } from 'vitest';
import { stepChart } from '../../../../src/engine/kernel/statechart.ts';
import type { TransactionManagerEvent } from '../../../../src/engine/kafka/client/transaction-manager.machine.ts';
import { transactionManagerMachine } from '../../../../src/engine/kafka/client/transaction-manager.machine.ts';

/** State.isTransitionValid: where a state may be entered from. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  UNINITIALIZED: ['READY'],
  INITIALIZING: ['UNINITIALIZED', 'ABORTING_TRANSACTION'],
  READY: ['INITIALIZING', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION'],
  IN_TRANSACTION: ['READY'],
  COMMITTING_TRANSACTION: ['IN_TRANSACTION'],
  ABORTING_TRANSACTION: ['IN_TRANSACTION', 'ABORTABLE_ERROR'],
  ABORTABLE_ERROR: ['IN_TRANSACTION', 'COMMITTING_TRANSACTION', 'ABORTABLE_ERROR'],
};
const EVENTS: readonly (readonly [TransactionManagerEvent['type'], string])[] = [
  ['producerId.reset', 'UNINITIALIZED'],
  ['producerId.asked', 'INITIALIZING'],
  ['producer.ready', 'READY'],
  ['transaction.begun', 'IN_TRANSACTION'],
  ['commit.begun', 'COMMITTING_TRANSACTION'],
  ['abort.begun', 'ABORTING_TRANSACTION'],
  ['error.abortable', 'ABORTABLE_ERROR'],
  ['error.fatal', 'FATAL_ERROR'],
];
const STATES = EVENTS.map(([, state]) => state);

describe('the transaction manager\u2019s machine', () => {
  it.each(STATES)('from %s', (value) => {
    for (const [type, target] of EVENTS) {
      const isAllowed = target === 'FATAL_ERROR' || SOURCES[target]!.includes(value);
      const { chart } = stepChart(transactionManagerMachine, { value, context: {} }, { type });
      expect(chart.value, type).toBe(isAllowed ? target : value);
    }
  });

  it('says what leaves each state', () => {
    for (const [name, node] of Object.entries(transactionManagerMachine.states)) {
      const said = (node.description ?? '')
        .split('\n')
        .filter((line) => line.startsWith('leaves: '));
      const real = [...node.transitions].map(
        ([type, [first]]) => `leaves: ${type} → ${first!.target![0]!.key}`,
      );
      expect(said, name).toEqual(real);
    }
  });
});
