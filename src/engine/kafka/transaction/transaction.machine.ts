/**
 * How far a transaction has come: all transactions of one transactional id, one after the other.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionState and TransactionMetadata.validPreviousStates, 2.8.0.
 * Read next: transaction-metadata.ts (steps it), end-transaction.ts.
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type TransactionEvent =
  | { readonly type: 'producer.initialized' }
  | { readonly type: 'partitions.added' }
  | { readonly type: 'commit.prepared' }
  | { readonly type: 'abort.prepared' }
  | { readonly type: 'producer.fenced' }
  | { readonly type: 'markers.written' }
  | { readonly type: 'id.expired' };

const doing = (...lines: readonly string[]) => lines.join('\n');
const closed = {
  'producer.initialized': 'Empty',
  'partitions.added': 'Ongoing',
  'id.expired': 'Dead',
} as const;

/** One transactional id at its coordinator. */
export const transactionMachine = setup({
  types: { events: {} as TransactionEvent },
}).createMachine({
  id: 'transaction',
  initial: 'Empty',
  states: {
    Empty: {
      description: doing(
        'Waits for the first partition: a producer is initialized, and no transaction is open.',
        'answers: InitProducerId → the next epoch',
        'answers: EndTxn → INVALID_TXN_STATE',
        'leaves: producer.initialized → Empty',
        'leaves: partitions.added → Ongoing',
        'leaves: id.expired → Dead',
      ),
      on: { ...closed },
    },
    Ongoing: {
      description: doing(
        'Waits for EndTxn; every partition that is written to is added before, with a record of its own.',
        'answers: AddPartitionsToTxn, AddOffsetsToTxn → NONE, when it is written',
        'answers: InitProducerId → aborts what is open, and CONCURRENT_TRANSACTIONS',
        'leaves: partitions.added → Ongoing',
        'leaves: commit.prepared → PrepareCommit',
        'leaves: abort.prepared → PrepareAbort',
        'leaves: producer.fenced → PrepareEpochFence',
      ),
      on: {
        'partitions.added': 'Ongoing',
        'commit.prepared': 'PrepareCommit',
        'abort.prepared': 'PrepareAbort',
        'producer.fenced': 'PrepareEpochFence',
      },
    },
    PrepareCommit: {
      description: doing(
        'The commit is decided: waits until all partitions have their COMMIT marker.',
        'answers: InitProducerId, AddPartitionsToTxn, EndTxn → CONCURRENT_TRANSACTIONS',
        'leaves: markers.written → CompleteCommit',
      ),
      on: { 'markers.written': 'CompleteCommit' },
    },
    PrepareAbort: {
      description: doing(
        'The abort is decided: waits until all partitions have their ABORT marker.',
        'answers: InitProducerId, AddPartitionsToTxn, EndTxn → CONCURRENT_TRANSACTIONS',
        'leaves: markers.written → CompleteAbort',
      ),
      on: { 'markers.written': 'CompleteAbort' },
    },
    CompleteCommit: {
      description: doing(
        'Waits for the next transaction; the last one is committed everywhere.',
        'answers: EndTxn that commits once more → NONE',
        'leaves: producer.initialized → Empty',
        'leaves: partitions.added → Ongoing',
        'leaves: id.expired → Dead',
      ),
      on: { ...closed },
    },
    CompleteAbort: {
      description: doing(
        'Waits for the next transaction; the last one is aborted everywhere.',
        'answers: EndTxn that aborts once more → NONE',
        'leaves: producer.initialized → Empty',
        'leaves: partitions.added → Ongoing',
        'leaves: id.expired → Dead',
      ),
      on: { ...closed },
    },
    PrepareEpochFence: {
      description: doing(
        'Waits for its abort: the epoch is being raised, so that the old producer is fenced.',
        'leaves: abort.prepared → PrepareAbort',
      ),
      on: { 'abort.prepared': 'PrepareAbort' },
    },
    Dead: {
      description: doing('Waits for nothing: the transactional id has expired.'),
      type: 'final',
    },
  },
});
