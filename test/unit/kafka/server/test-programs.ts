/** Programs that tests run beside brokers: one writes znodes, one sends requests as they are. */
import type { Behavior } from '../../../../src/engine/index.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { KafkaRequest } from '../../../../src/engine/kafka/protocol/messages.ts';
import type { ClientState, RequestBody } from '../../../../src/engine/zookeeper/client/index.ts';
import {
  clientEvent,
  clientRequest,
  clientTurn,
  isConnectStringFault,
  openClient,
  parseConnectString,
} from '../../../../src/engine/zookeeper/client/index.ts';

/** `zk-writer JSON`: an array of ZooKeeper requests, sent one behind the other. */
export const zkWriter: Behavior<ClientState> = {
  name: 'zk-writer',
  start({ argv, seed }, env) {
    const effects: Effect[] = [];
    const connect = parseConnectString('zk1:2181');
    if (isConnectStringFault(connect)) throw new Error(connect.message);
    const options = { name: 'zk', connect, sessionTimeoutMs: 30_000, seed, isLogging: false };
    const turn = openClient(options, env, effects);
    const requests = JSON.parse(argv[1]!) as readonly RequestBody[];
    for (const request of requests) clientRequest(turn, request, null);
    return [turn.state, effects];
  },
  step(state, event, env) {
    const effects: Effect[] = [];
    const turn = clientTurn(state, env, effects);
    clientEvent(turn, event);
    return [turn.state, effects];
  },
};

/** What became of the requests: responses in order of their arrival, and whether the connection stands. */
export interface Requester {
  readonly responses: readonly unknown[];
  readonly isOpen: boolean;
  readonly requests: readonly KafkaRequest[];
}

/** `requester HOST JSON`: an array of requests to port 9092, all sent at once. */
export const requester: Behavior<Requester> = {
  name: 'requester',
  start({ argv }) {
    const requests = JSON.parse(argv[2]!) as readonly KafkaRequest[];
    const connect: Effect = { type: 'connect', token: 'broker', host: argv[1]!, port: 9092 };
    return [{ requests, responses: [], isOpen: false }, [connect]];
  },
  step(state, event) {
    switch (event.type) {
      case 'connection.opened': {
        const { connection } = event;
        const sends = state.requests.map((message): Effect => ({
          type: 'send',
          connection,
          message,
        }));
        return [{ ...state, isOpen: true }, sends];
      }
      case 'message':
        return [{ ...state, responses: [...state.responses, event.message] }, []];
      case 'connection.closed':
        return [{ ...state, isOpen: false }, []];
      default:
        return [state, []];
    }
  },
};
