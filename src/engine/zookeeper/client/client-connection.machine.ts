/**
 * Where a client stands with its ensemble. This machine is the only place that decides it.
 *
 * Mirrors: ZooKeeper.States and the life of ClientCnxn.SendThread, 3.8.0.
 * Departs: upstream's NOT_CONNECTED lasts until the thread is made and ASSOCIATING is never used, so
 * both are missing; what the thread does between two connections has names of its own here.
 * Read next: send-thread.ts (steps it and carries out what it means).
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type ClientConnectionEvent =
  | { readonly type: 'attempt.started' }
  | { readonly type: 'socket.opened' }
  | { readonly type: 'socket.lost' }
  | { readonly type: 'cleanup.done' }
  | { readonly type: 'session.established' }
  | { readonly type: 'session.establishedReadOnly' }
  | { readonly type: 'session.expired' }
  | { readonly type: 'auth.failed' }
  | { readonly type: 'client.closed' };

const doing = (...lines: readonly string[]) => lines.join('\n');

const dead = {
  'session.expired': '#client.CLOSED',
  'auth.failed': '#client.AUTH_FAILED',
  'client.closed': '#client.CLOSED',
};

const cleaning = {
  description: doing(
    'The connection is gone. Waits 100 ms, then fails what was under way with ConnectionLoss.',
    'leaves: cleanup.done → sleeping',
  ),
  on: { 'cleanup.done': 'sleeping' },
};

const sleeping = {
  description: doing(
    'Waits before the next attempt: up to a second by chance, one more when every server was tried.',
    'leaves: attempt.started → CONNECTING.opening',
  ),
  on: { 'attempt.started': '#client.CONNECTING.opening' },
};

/** The session was served; the prompt still says so while the client tidies up. */
function connected(description: string) {
  return {
    description,
    initial: 'serving' as const,
    states: {
      serving: {
        description: doing(
          'Sends requests; a ping when it was silent for a third of the session timeout.',
          'answers: watch event → calls the watchers',
          'leaves: socket.lost → cleaning',
        ),
        on: { 'socket.lost': 'cleaning' },
      },
      cleaning,
      sleeping,
    },
    on: dead,
  };
}

/** The role machine of a client. */
export const clientConnectionMachine = setup({
  types: { events: {} as ClientConnectionEvent },
}).createMachine({
  id: 'client',
  initial: 'CONNECTING',
  states: {
    CONNECTING: {
      description: doing(
        'No session is served. Requests wait in the outgoing queue.',
        'leaves: session.expired → CLOSED',
        'leaves: auth.failed → AUTH_FAILED',
        'leaves: client.closed → CLOSED',
      ),
      initial: 'opening',
      states: {
        opening: {
          description: doing(
            'Waits for the TCP connection to one server of the list, at most its share of the timeout.',
            'leaves: socket.opened → establishing',
            'leaves: socket.lost → cleaning',
          ),
          on: { 'socket.opened': 'establishing', 'socket.lost': 'cleaning' },
        },
        establishing: {
          description: doing(
            'ConnectRequest is sent: session id 0 asks for a new session. Waits for ConnectResponse.',
            'leaves: session.established → CONNECTED',
            'leaves: session.establishedReadOnly → CONNECTEDREADONLY',
            'leaves: socket.lost → cleaning',
          ),
          on: {
            'session.established': '#client.CONNECTED',
            'session.establishedReadOnly': '#client.CONNECTEDREADONLY',
            'socket.lost': 'cleaning',
          },
        },
        cleaning,
        sleeping,
      },
      on: dead,
    },
    CONNECTED: connected(
      doing(
        'The session is served by one server.',
        'leaves: session.expired → CLOSED',
        'leaves: auth.failed → AUTH_FAILED',
        'leaves: client.closed → CLOSED',
      ),
    ),
    CONNECTEDREADONLY: connected(
      doing(
        'A server without quorum answers reads; meanwhile the client looks for one that has a quorum.',
        'leaves: session.expired → CLOSED',
        'leaves: auth.failed → AUTH_FAILED',
        'leaves: client.closed → CLOSED',
      ),
    ),
    CLOSED: {
      description: doing(
        'Closed by its owner, or the ensemble said that the session has expired: a new client is needed.',
      ),
    },
    AUTH_FAILED: {
      description: doing('The server refused the credentials: a new client is needed.'),
    },
  },
});
