/**
 * The way of a topic that is to be deleted. Where a topic stands on it is said by the controller's sets of
 * topics and the states of its replicas; see charts.ts.
 *
 * Mirrors: the comment of kafka.controller.TopicDeletionManager, 2.8.0.
 * Read next: topic-deletion.ts.
 */
import { setup } from 'xstate';

type TopicDeletionEvent =
  | { readonly type: 'deletion.queued' }
  | { readonly type: 'deletion.started' }
  | { readonly type: 'deletion.halted' }
  | { readonly type: 'deletion.resumed' }
  | { readonly type: 'replicas.deleted' };

const doing = (...lines: readonly string[]) => lines.join('\n');

export const topicDeletionMachine = setup({
  types: { events: {} as TopicDeletionEvent },
}).createMachine({
  id: 'topicDeletion',
  initial: 'notAsked',
  states: {
    notAsked: {
      description: doing(
        'Nobody wants the topic to be deleted: it has no znode below /admin/delete_topics.',
        'leaves: deletion.queued → queued',
      ),
      on: { 'deletion.queued': 'queued' },
    },
    queued: {
      description: doing(
        'To be deleted as soon as nothing is in the way: no broker down, no reassignment.',
        'leaves: deletion.started → deleting',
        'leaves: deletion.halted → ineligible',
      ),
      on: { 'deletion.started': 'deleting', 'deletion.halted': 'ineligible' },
    },
    deleting: {
      description: doing(
        'Brokers were told to delete their replicas; metadata show leader -2. Waits for their answers.',
        'leaves: replicas.deleted → deleted',
        'leaves: deletion.halted → ineligible',
      ),
      on: { 'replicas.deleted': 'deleted', 'deletion.halted': 'ineligible' },
    },
    ineligible: {
      description: doing(
        'Halted: a broker of the topic is down or could not delete a replica, or a partition is reassigned. ' +
          'Waits for that to be over.',
        'leaves: deletion.resumed → queued',
      ),
      on: { 'deletion.resumed': 'queued' },
    },
    deleted: {
      description: doing(
        'All replicas are gone, and then the znodes of the topic, of its configuration and of the request.',
      ),
    },
  },
});
