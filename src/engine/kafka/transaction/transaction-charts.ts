/**
 * Where each transactional id of a coordinator stands in its machine, as a page lists it.
 */
import { mapValues } from '../../kernel/persistent-map.ts';
import type { ChartView } from '../../world/system.ts';
import type { TransactionCoordinatorState } from './transaction-state.ts';
import { transactionMachine } from './transaction.machine.ts';

/** In order of transactional id. */
export function transactionCharts(state: TransactionCoordinatorState): readonly ChartView[] {
  const all = [...mapValues(state.partitions)].flatMap(({ transactions }) => [
    ...mapValues(transactions),
  ]);
  all.sort((a, b) => (a.transactionalId < b.transactionalId ? -1 : 1));
  return all.map(({ transactionalId, chart }) => ({
    part: `transaction ${transactionalId}`,
    machine: transactionMachine,
    chart,
  }));
}
