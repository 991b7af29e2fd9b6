/**
 * Where a producer stands with its producer id and its transaction. This machine is the only place that
 * decides it.
 *
 * Mirrors: TransactionManager.State and isTransitionValid, 2.8.0. A producer that is idempotent only goes
 * from UNINITIALIZED to READY.
 * Read next: transaction-manager.ts (steps it and carries out what it means).
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type TransactionManagerEvent =
  | { readonly type: 'producerId.reset' }
  | { readonly type: 'producerId.asked' }
  | { readonly type: 'producer.ready' }
  | { readonly type: 'transaction.begun' }
  | { readonly type: 'commit.begun' }
  | { readonly type: 'abort.begun' }
  | { readonly type: 'error.abortable' }
  | { readonly type: 'error.fatal' };

const doing = (...lines: readonly string[]) => lines.join('\n');

/** The role machine of a producer's transactions. */
export const transactionManagerMachine = setup({
  types: { events: {} as TransactionManagerEvent },
}).createMachine({
  id: 'transactionManager',
  initial: 'UNINITIALIZED',
  states: {
    UNINITIALIZED: {
      description: doing(
        'No producer id. Waits for initTransactions; an idempotent producer asks by itself.',
        'leaves: producerId.asked → INITIALIZING',
        'leaves: error.fatal → FATAL_ERROR',
      ),
      on: { 'producerId.asked': 'INITIALIZING', 'error.fatal': 'FATAL_ERROR' },
    },
    INITIALIZING: {
      description: doing(
        'InitProducerId is on its way: to the transaction coordinator, or without a transactional.id to any broker.',
        'leaves: producer.ready → READY',
        'leaves: error.fatal → FATAL_ERROR',
      ),
      on: { 'producer.ready': 'READY', 'error.fatal': 'FATAL_ERROR' },
    },
    READY: {
      description: doing(
        'It has a producer id and an epoch. Waits for beginTransaction; idempotent records are sent.',
        'leaves: transaction.begun → IN_TRANSACTION',
        'leaves: producerId.reset → UNINITIALIZED',
        'leaves: error.fatal → FATAL_ERROR',
      ),
      on: {
        'transaction.begun': 'IN_TRANSACTION',
        'producerId.reset': 'UNINITIALIZED',
        'error.fatal': 'FATAL_ERROR',
      },
    },
    IN_TRANSACTION: {
      description: doing(
        'Records and offsets belong to the transaction; a partition is added before its first record goes.',
        'leaves: commit.begun → COMMITTING_TRANSACTION',
        'leaves: abort.begun → ABORTING_TRANSACTION',
        'leaves: error.abortable → ABORTABLE_ERROR',
        'leaves: error.fatal → FATAL_ERROR',
      ),
      on: {
        'commit.begun': 'COMMITTING_TRANSACTION',
        'abort.begun': 'ABORTING_TRANSACTION',
        'error.abortable': 'ABORTABLE_ERROR',
        'error.fatal': 'FATAL_ERROR',
      },
    },
    COMMITTING_TRANSACTION: {
      description: doing(
        'Waits until every record is acknowledged, then for the answer to EndTxn.',
        'leaves: producer.ready → READY',
        'leaves: error.abortable → ABORTABLE_ERROR',
        'leaves: error.fatal → FATAL_ERROR',
      ),
      on: {
        'producer.ready': 'READY',
        'error.abortable': 'ABORTABLE_ERROR',
        'error.fatal': 'FATAL_ERROR',
      },
    },
    ABORTING_TRANSACTION: {
      description: doing(
        'What was not sent is dropped. Waits for the answer to EndTxn; after some errors a new epoch is asked for.',
        'leaves: producer.ready → READY',
        'leaves: producerId.asked → INITIALIZING',
        'leaves: error.fatal → FATAL_ERROR',
      ),
      on: {
        'producer.ready': 'READY',
        'producerId.asked': 'INITIALIZING',
        'error.fatal': 'FATAL_ERROR',
      },
    },
    ABORTABLE_ERROR: {
      description: doing(
        'Something of the transaction failed: all that can be done is abortTransaction.',
        'leaves: abort.begun → ABORTING_TRANSACTION',
        'leaves: error.abortable → ABORTABLE_ERROR',
        'leaves: error.fatal → FATAL_ERROR',
      ),
      on: {
        'abort.begun': 'ABORTING_TRANSACTION',
        'error.abortable': 'ABORTABLE_ERROR',
        'error.fatal': 'FATAL_ERROR',
      },
    },
    FATAL_ERROR: {
      description: doing(
        'The producer is fenced or broken: all that can be done is close.',
        'leaves: error.fatal → FATAL_ERROR',
      ),
      on: { 'error.fatal': 'FATAL_ERROR' },
    },
  },
});
