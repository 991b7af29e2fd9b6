/** Fills a service's tree before it is measured. */
import type { Behavior, Message, Timeline } from '../../src/engine/index.ts';

interface PlanterState {
  readonly connection: number;
  readonly count: number;
  readonly made: number;
}

const acl = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }];
const batch = 100;

/** Creates `/planted/N` in multis of a hundred. */
export const planter: Behavior<PlanterState> = {
  name: 'planter',
  start: ({ argv }) => [
    { connection: 0, count: Number(argv[2]), made: 0 },
    [{ type: 'connect', token: 'server', host: argv[1]!, port: 2181 }],
  ],
  step(state, event) {
    if (event.type === 'connection.opened') {
      const { connection } = event;
      const hello = {
        type: 'ConnectRequest',
        protocolVersion: 0,
        lastZxidSeen: 0n,
        timeOut: 30_000,
      };
      const message: Message = { ...hello, sessionId: 0n, passwd: '', readOnly: false } as Message;
      return [{ ...state, connection }, [{ type: 'send', connection, message }]];
    }
    if (event.type !== 'message') return [state, []];
    const isDone = state.made >= state.count;
    if (isDone) return [state, [{ type: 'exit', code: 0 }]];
    const isFirst = event.message.type === 'ConnectResponse';
    const ops = isFirst ? [create('/planted')] : nextOps(state.made);
    const made = isFirst ? 0 : state.made + batch;
    const message = { type: 'MultiRequest', xid: made + 1, ops } as Message;
    return [{ ...state, made }, [{ type: 'send', connection: state.connection, message }]];
  },
};

function nextOps(made: number): unknown[] {
  // A tree, not one folder: a hundred children each.
  const folder = `/planted/${made}`;
  const leaves = Array.from({ length: batch - 1 }, (_unused, index) => `${folder}/${index}`);
  return [folder, ...leaves].map(create);
}

function create(path: string): unknown {
  return { type: 'create', path, data: 'x', acl, mode: 'PERSISTENT' };
}

/** Lets a planter work on the first server until it has made its nodes. */
export function plantNodes(timeline: Timeline, count: number): Timeline {
  const start = { program: 'planter', argv: ['planter', 'zk1', String(count)] };
  timeline.act({ type: 'operator.start', host: 'client1', start });
  const { pid } = [...timeline.world.processes.values()].at(-1)!.info;
  const hasEnded = (): boolean => timeline.world.processes.get(pid)?.status === 'exited';
  timeline.advance({ maxEvents: 5_000_000, stop: hasEnded });
  if (!hasEnded()) throw new Error('the nodes were never planted');
  return timeline;
}
