/** What could be asked of a diagram's filter, taken from the newest messages of the run. Pure. */
import type { Message, Timeline } from '../../engine/index.ts';
import type { Diagram } from './diagram.ts';
import { factsOf } from './message-facts.ts';

export interface Examples {
  readonly node: string;
  readonly kind: string;
  readonly path: string;
  readonly zxid: string;
  readonly session: string;
}

/** Where nothing is found yet. */
const USUAL: Examples = {
  node: 'zk1',
  kind: 'PROPOSAL',
  path: '/app',
  zxid: '0x100000001',
  session: '0x100000000000000',
};
const FAR = 4000;

export function examplesOf(timeline: Timeline, { lanes }: Pick<Diagram, 'lanes'>): Examples {
  const facts = factsOf(timeline);
  const found: Partial<Record<keyof Examples, string | undefined>> = {};
  const end = timeline.position;
  for (const { event } of timeline.recordsBetween(Math.max(0, end - FAR), end).toReversed()) {
    if (event.type !== 'message') continue;
    const { message, connection } = event as { message: Message; connection: number };
    const { paths, zxid, sessions } = facts.of({ message, connection });
    found.path ??= paths.find((path) => !path.startsWith('/zookeeper'));
    if (zxid !== '') found.zxid ??= zxid;
    found.session ??= sessions[0];
  }
  const node = lanes[0] ?? USUAL.node;
  const { path = USUAL.path, zxid = USUAL.zxid, session = USUAL.session } = found;
  return { node, kind: USUAL.kind, path, zxid, session };
}
