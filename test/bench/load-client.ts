/**
 * A client that never rests: it opens a session, makes a node of its own, and keeps a number of
 * requests under way, every so-many-th of them a write. It speaks the protocol itself, so that the
 * servers are measured and not a client library.
 *
 * Arguments: server host, port, requests under way, one write in how many, name of its node.
 */
import type { Behavior, Effect, Message, Step } from '../../src/engine/index.ts';

interface LoadState {
  readonly host: string;
  readonly port: number;
  readonly window: number;
  readonly writeEvery: number;
  readonly path: string;
  readonly connection: number;
  readonly xid: number;
}

const worldAcl = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }];

/** The program. */
export const loadClient: Behavior<LoadState> = {
  name: 'loadClient',
  start({ argv }): Step<LoadState> {
    const [, host = '', port = '', window = '', writeEvery = '', path = ''] = argv;
    const state: LoadState = {
      host,
      port: Number(port),
      window: Number(window),
      writeEvery: Number(writeEvery),
      path,
      connection: 0,
      xid: 0,
    };
    return [state, [dial(state)]];
  },
  step(state, event): Step<LoadState> {
    switch (event.type) {
      case 'connection.opened':
        return [{ ...state, connection: event.connection }, [send(event.connection, hello)]];
      case 'connection.refused':
      case 'connection.closed':
        return [state, [{ type: 'setTimer', name: 'dial', delayMs: 200 }]];
      case 'timer':
        return [state, [dial(state)]];
      case 'message':
        return onMessage(state, event.message);
      default:
        return [state, []];
    }
  },
};

const hello = {
  type: 'ConnectRequest',
  protocolVersion: 0,
  lastZxidSeen: 0n,
  timeOut: 30_000,
  sessionId: 0n,
  passwd: '',
  readOnly: false,
} as const;

function onMessage(state: LoadState, message: Message): Step<LoadState> {
  if (message.type === 'ConnectResponse') {
    const create = {
      type: 'CreateRequest',
      xid: 1,
      path: state.path,
      data: 'x',
      acl: worldAcl,
      mode: 'PERSISTENT',
      withStat: false,
    };
    return [{ ...state, xid: 1 }, [send(state.connection, create)]];
  }
  const effects: Effect[] = [];
  let { xid } = state;
  // The reply to the create opens the window; every later one makes room for one request.
  const room = xid === 1 ? state.window : 1;
  for (let i = 0; i < room; i++) effects.push(send(state.connection, request(state, ++xid)));
  return [{ ...state, xid }, effects];
}

function request({ path, writeEvery }: LoadState, xid: number): Message & { xid: number } {
  return xid % writeEvery === 0
    ? ({ type: 'SetDataRequest', xid, path, data: `value ${xid}`, version: -1 } as Message & {
        xid: number;
      })
    : ({ type: 'GetDataRequest', xid, path, watch: false } as Message & { xid: number });
}

function dial({ host, port }: LoadState): Effect {
  return { type: 'connect', token: 'server', host, port };
}

function send(connection: number, message: Message): Effect {
  return { type: 'send', connection, message };
}
