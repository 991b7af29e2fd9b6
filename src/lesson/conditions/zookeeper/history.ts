/**
 * Conditions over what clients asked for and were told: requests, reads, conditional writes, watches.
 */
import type { Message } from '../../../engine/index.ts';
import type { ZnodeDetails } from '../../../engine/zookeeper/index.ts';
import type { Condition } from '../../condition.ts';
import { overHistory } from '../../condition.ts';
import { fill, t } from '../../text.ts';
import { messageArrived, senderOf } from '../core/history.ts';
import { authority, znodeOf } from './observation.ts';

type Stat = ZnodeDetails['stat'];

const READS = new Set([
  'GetDataRequest',
  'ExistsRequest',
  'GetChildrenRequest',
  'GetChildren2Request',
]);
const notAsked = t('Nobody has asked for `{path}` yet.', '还没有人查看过 `{path}`。');
const notAskedFrom = t(
  'No client on `{from}` has asked for `{path}` yet.',
  '`{from}` 上还没有客户端查看过 `{path}`。',
);

/** A client asked for one of these znodes: its data, its stat or its children, by any command. */
export function clientAsked(
  paths: readonly [string, ...string[]],
  { from }: { from?: string } = {},
): Condition {
  return overHistory(
    `clientAsked ${paths.join()}`,
    (record, { world }) => {
      const { event } = record;
      if (event.type !== 'message' || !READS.has(event.message.type)) return false;
      const { path } = event.message as unknown as { path: string };
      return paths.includes(path) && (from === undefined || senderOf(world, record) === from);
    },
    () => fill(from === undefined ? notAsked : notAskedFrom, { path: paths[0], from: from ?? '' }),
  );
}

interface Write {
  /** The latest conditional request, as connection and xid. */
  readonly asked: string;
  readonly isMet: boolean;
}

const notAccepted = t(
  'No `set` of `{path}` to `{data}` that names the right version (`-v`) has been accepted yet.',
  '还没有哪次把 `{path}` 设为 `{data}`、带着正确版本（`-v`）的 `set` 被接受。',
);

/** A client wrote this data on the condition of a version, and the server did it. */
export function writtenWithVersion(
  path: string,
  data: string,
  { from }: { from?: string } = {},
): Condition<Write> {
  return {
    name: `writtenWithVersion ${path} ${data}`,
    start: () => ({ asked: '', isMet: false }),
    step: (memory, { record, world }) => {
      if (memory.isMet || record?.event.type !== 'message') return memory;
      const { connection } = record.event;
      const message = record.event.message as Message & Readonly<Record<string, unknown>>;
      const key = `${connection} ${String(message['xid'])}`;
      if (message.type === 'SetDataResponse') {
        return key === memory.asked && message['err'] === 0 ? { ...memory, isMet: true } : memory;
      }
      if (message.type !== 'SetDataRequest' || message['version'] === -1) return memory;
      if (message['path'] !== path || message['data'] !== data) return memory;
      if (from !== undefined && senderOf(world, record) !== from) return memory;
      return { ...memory, asked: key };
    },
    isMet: ({ isMet }) => isMet,
    missing: () => fill(notAccepted, { path, data }),
  };
}

const notRead = t('Nobody has read `{path}` in that way yet.', '还没有人这样读过 `{path}`。');

/** A client read a value that the service has already replaced. */
export function staleRead(path: string): Condition {
  return readWas(path, (seen, newest) => seen < newest);
}

/** A client read the newest value there is. */
export function freshRead(path: string): Condition {
  return readWas(path, (seen, newest) => seen === newest);
}

function readWas(path: string, fits: (seen: bigint, newest: bigint) => boolean): Condition {
  return overHistory(
    `read of ${path}`,
    ({ event }, { world }) => {
      if (event.type !== 'message' || event.message.type !== 'GetDataResponse') return false;
      const { stat } = event.message as { type: string; stat?: Stat };
      const server = authority(world);
      const newest = server && znodeOf(server, path)?.stat;
      // A reply names no path: the transaction that made the znode does.
      if (newest === undefined || stat?.czxid !== newest.czxid) return false;
      return fits(stat.mzxid, newest.mzxid);
    },
    () => fill(notRead, { path }),
  );
}

const notFired = t(
  'No watch on `{path}` has fired `{type}` yet.',
  '`{path}` 上还没有触发过 `{type}` 监视。',
);

/** A client was told of a watch event. `example` is how a pattern is written in a sentence. */
export function watchFired(path: string | RegExp, eventType: string, example = ''): Condition {
  const isIt = (told: unknown) =>
    typeof path === 'string' ? told === path : path.test(String(told));
  return messageArrived('WatcherEvent', {
    where: (message) => isIt(message['path']) && message['eventType'] === eventType,
    missing: fill(notFired, { path: typeof path === 'string' ? path : example, type: eventType }),
  });
}
