/**
 * Conditions over sessions: which ended and how, which server serves one.
 */
import { mapEntries, mapGet, mapKeys } from '../../../engine/index.ts';
import type { Condition, Moment } from '../../condition.ts';
import { overState } from '../../condition.ts';
import {
  authority,
  hostsServing,
  ownerSentence,
  serverOn,
  serversOf,
  znodeOf,
} from './observation.ts';
import type { Text } from '../../text.ts';
import { fill, t } from '../../text.ts';

export type SessionEnd = 'closed' | 'expired';

interface Sessions {
  /** Sessions that lived at the last look, with their ephemeral paths. */
  readonly alive: Readonly<Record<string, readonly string[]>>;
  /** Sessions whose client asked to close them. */
  readonly leaving: readonly string[];
  readonly isMet: boolean;
}

const noneEnded: Readonly<Record<SessionEnd, Text>> = {
  closed: t('No client has closed its session yet.', '还没有客户端主动关闭自己的会话。'),
  expired: t('No session has expired yet.', '还没有会话过期。'),
};
const closedNotExpired = t(
  'A session ended because its client closed it; here the server has to lose patience.',
  '有会话因客户端主动关闭而结束；这里要的是服务器等到超时、判定它过期。',
);

/** A session ended: its client closed it, or a server declared it expired. */
export function sessionEnded(
  how: SessionEnd,
  { owning }: { owning?: string } = {},
): Condition<Sessions> {
  return {
    name: `sessionEnded ${how}`,
    start: () => ({ alive: {}, leaving: [], isMet: false }),
    step: (memory, moment) => (memory.isMet ? memory : follow(memory, moment, how, owning)),
    isMet: ({ isMet }) => isMet,
    missing: (memory, { world }) => {
      const server = authority(world);
      const node = owning === undefined || !server ? undefined : znodeOf(server, owning);
      if (node?.kind === 'ephemeral') {
        return ownerSentence(world, node.path, node.stat.ephemeralOwner);
      }
      const isClosed = how === 'expired' && memory.leaving.length > 0;
      return isClosed ? closedNotExpired : noneEnded[how];
    },
  };
}

function follow(memory: Sessions, moment: Moment, how: SessionEnd, owning?: string): Sessions {
  const leaving = [...memory.leaving, ...goodbye(moment)];
  const server = authority(moment.world);
  if (server === undefined || server.state === null) {
    return leaving.length === memory.leaving.length ? memory : { ...memory, leaving };
  }
  const { sessionsWithTimeouts, tree } = server.state.db;
  const before = Object.keys(memory.alive);
  const ended = before.filter((key) => mapGet(sessionsWithTimeouts, key) === undefined);
  const isMet = ended.some(
    (key) =>
      leaving.includes(key) === (how === 'closed') &&
      (owning === undefined || memory.alive[key]!.includes(owning)),
  );
  const alive: Record<string, readonly string[]> = {};
  let hasChanged = ended.length > 0 || leaving.length !== memory.leaving.length;
  for (const [key] of mapEntries(sessionsWithTimeouts)) {
    const paths = mapGet(tree.ephemerals, key);
    const known = memory.alive[key];
    if (known !== undefined && known.length === (paths?.size ?? 0)) alive[key] = known;
    else {
      alive[key] = paths === undefined ? [] : [...mapKeys(paths)];
      hasChanged = true;
    }
  }
  return hasChanged || isMet ? { alive, leaving, isMet } : memory;
}

/** The session that says goodbye in this very event. */
function goodbye({ record, world }: Moment): readonly string[] {
  if (record?.event.type !== 'message') return [];
  const { message, connection } = record.event;
  if (message.type !== 'CloseSessionRequest') return [];
  const server = serversOf(world).find(({ process }) => process.info.pid === record.pid);
  const cnxn = server?.state && mapGet(server.state.connections, String(connection));
  return cnxn ? [cnxn.sessionKey] : [];
}

const notServed = t(
  'The session that owns `{path}` is not connected to `{host}`{now}.',
  '拥有 `{path}` 的会话没有连接到 `{host}`{now}。',
);

/** The session that owns an ephemeral znode is connected to this host's server. */
export function sessionServedBy(path: string, host: string): Condition {
  return overState(
    `sessionServedBy ${path} ${host}`,
    ({ world }) => hostsServing(world, path).includes(host),
    ({ world }) => {
      const [now] = hostsServing(world, path);
      return {
        en: fill(notServed, { path, host, now: now === undefined ? '' : `, but to \`${now}\`` }).en,
        zh: fill(notServed, { path, host, now: now === undefined ? '' : `，而是连接到 \`${now}\`` })
          .zh,
      };
    },
  );
}

interface Move {
  readonly first: string | null;
  readonly hasMoved: boolean;
}

const notMoved = t(
  'The session that owns `{path}` has not moved to another server yet.',
  '拥有 `{path}` 的会话还没有转移到另一台服务器。',
);

/** The session that owns an ephemeral znode was served by one server and then by another. */
export function sessionMoved(path: string): Condition<Move> {
  return {
    name: `sessionMoved ${path}`,
    start: () => ({ first: null, hasMoved: false }),
    step: (memory, { world }) => {
      if (memory.hasMoved) return memory;
      const hosts = hostsServing(world, path);
      if (memory.first === null) {
        return hosts[0] === undefined ? memory : { first: hosts[0], hasMoved: false };
      }
      const isElsewhere = hosts.some((host) => host !== memory.first);
      return isElsewhere ? { ...memory, hasMoved: true } : memory;
    },
    isMet: ({ hasMoved }) => hasMoved,
    missing: () => fill(notMoved, { path }),
  };
}

const noWatch = t(
  'No server holds a watch on `{path}` yet.',
  '还没有服务器持有对 `{path}` 的监视。',
);

/** Some server holds a watch on the path. */
export function watchRegistered(path: string, kind?: 'data' | 'child', on?: string): Condition {
  return overState(
    `watchRegistered ${path}`,
    ({ world }) =>
      serversOf(world).some((server) => {
        if (on !== undefined && serverOn(world, on) !== server) return false;
        const serving = server.state?.server;
        if (serving === undefined || serving === null) return false;
        const isIn = (table: typeof serving.dataWatches) =>
          mapGet(table.watchTable, path) !== undefined;
        if (kind !== 'child' && isIn(serving.dataWatches)) return true;
        return kind !== 'data' && isIn(serving.childWatches);
      }),
    () => fill(noWatch, { path }),
  );
}
