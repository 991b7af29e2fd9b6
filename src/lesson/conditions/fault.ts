/**
 * Conditions over faults: cut and slow networks, disks, dead clients, clients from the future.
 */
import type { Condition } from '../condition.ts';
import { overHistory, overState } from '../condition.ts';
import { entryAt, listFolder } from '../../engine/index.ts';
import { awake, hostsServing, serverOn, znodeOf, zxidOf } from '../observation.ts';
import { fill, t } from '../text.ts';

const notCut = t('No network is cut at the moment.', '目前没有网络被切断。');
const stillCut = t('A cut is still in place.', '还有网络处于切断状态。');

/** Some network path is cut (to or from the named host, when one is named). */
export function networkCut(host?: string): Condition {
  return overState(
    'networkCut',
    ({ world }) =>
      world.rules.some(
        (rule) =>
          rule.kind === 'cut' &&
          (host === undefined || rule.from.startsWith(host) || rule.to.startsWith(host)),
      ),
    () => notCut,
  );
}

/** No cut is in place. */
export function networkWhole(): Condition {
  return overState(
    'networkWhole',
    ({ world }) => world.rules.every(({ kind }) => kind !== 'cut'),
    () => stillCut,
  );
}

const stillSlow = t('Some network path is still slow.', '还有网络路径处于变慢状态。');
const notSlow = t(
  'Nothing slows down what `{from}` sends to `{to}`.',
  '`{from}` 发给 `{to}` 的消息目前没有变慢。',
);

/** What one host sends to another has extra latency. */
export function networkSlow(from: string, to: string): Condition {
  return overState(
    `networkSlow ${from} ${to}`,
    ({ world }) =>
      world.rules.some((rule) => rule.kind === 'latency' && rule.from === from && rule.to === to),
    () => fill(notSlow, { from, to }),
  );
}

/** No network path has extra latency. */
export function networkFast(): Condition {
  return overState(
    'networkFast',
    ({ world }) => world.rules.every(({ kind }) => kind !== 'latency'),
    () => stillSlow,
  );
}

const diskSlow = t('The disk of `{host}` is still slow.', '`{host}` 的磁盘还处于变慢状态。');
const diskFast = t('The disk of `{host}` is not slow.', '`{host}` 的磁盘没有变慢。');

/** The disk of a host is slow (or, with false, is not). */
export function diskIsSlow(host: string, isSlow = true): Condition {
  return overState(
    `diskIsSlow ${host} ${isSlow}`,
    ({ world }) =>
      world.rules.some((rule) => rule.kind === 'slowDisk' && rule.host === host) === isSlow,
    () => fill(isSlow ? diskFast : diskSlow, { host }),
  );
}

const stillFiles = t(
  '`{path}` is still on the disk of `{host}`.',
  '`{host}` 的磁盘上还有 `{path}`。',
);

/** A file is not there, or a folder is not there or empty, in whatever way it was removed. */
export function diskLacks(host: string, path: string): Condition {
  return overState(
    `diskLacks ${host} ${path}`,
    ({ world }) => {
      const disk = world.hosts.get(host)?.disk;
      if (disk === undefined) return false;
      return entryAt(disk, path) === undefined || listFolder(disk, path)?.length === 0;
    },
    () => fill(stillFiles, { host, path }),
  );
}

const noneKilled = t(
  'No client has been killed yet (`kill -9`, or Kill on the stage).',
  '还没有客户端被杀掉（`kill -9`，或在舞台上选“强制终止”）。',
);

/** A program of a terminal was killed by SIGKILL (its shell hears of it), or its host lost power. */
export function clientKilled(): Condition {
  return overHistory(
    'clientKilled',
    ({ event }, { world }) => {
      if (event.type === 'process.exited') return event.code === 137;
      return event.type === 'operator.powerOff' && serverOn(world, event.host) === undefined;
    },
    () => noneKilled,
  );
}

interface Absence {
  readonly sinceMs: number | null;
  /** When somebody began to serve; null while nobody does. */
  readonly servedSinceMs: number | null;
  readonly isMet: boolean;
}

/** A server that wakes up has this long to do what it slept through. */
const WAKING_MS = 2500;

const soFar = t(
  '`{path}` has outlived its owner’s connection by {is} s; {wanted} s are asked for.',
  '`{path}` 在属主断开后已留存 {is} 秒；这里要的是 {wanted} 秒。',
);
const noNode = t('There is no ephemeral `{path}` at the moment.', '目前没有临时节点 `{path}`。');

/** An ephemeral znode is still there, this long after any server last had its owner connected. */
export function outlived(path: string, ms: number): Condition<Absence> {
  return {
    name: `outlived ${path}`,
    start: () => ({ sinceMs: null, servedSinceMs: null, isMet: false }),
    step: (memory, { world }) => {
      if (memory.isMet) return memory;
      const { nowMs } = world;
      const server = awake(world);
      const known = memory.servedSinceMs;
      const servedSinceMs = server === undefined ? null : (known ?? nowMs);
      const node = server && znodeOf(server, path);
      // While nobody serves, or all are frozen, nothing can be said: the clock runs on.
      const isOwned = server !== undefined && hostsServing(world, path).length > 0;
      const isGone = server !== undefined && node?.kind !== 'ephemeral';
      const sinceMs = isOwned || isGone ? null : (memory.sinceMs ?? nowMs);
      const isMet =
        sinceMs !== null &&
        servedSinceMs !== null &&
        nowMs - sinceMs >= ms &&
        nowMs - servedSinceMs >= WAKING_MS;
      const isSame = sinceMs === memory.sinceMs && servedSinceMs === known && !isMet;
      return isSame ? memory : { sinceMs, servedSinceMs, isMet };
    },
    isMet: ({ isMet }) => isMet,
    missing: ({ sinceMs }, { world }) => {
      const server = awake(world);
      if (server !== undefined && znodeOf(server, path)?.kind !== 'ephemeral') {
        return fill(noNode, { path });
      }
      const is = sinceMs === null ? 0 : (world.nowMs - sinceMs) / 1000;
      return fill(soFar, { path, is: is.toFixed(1), wanted: ms / 1000 });
    },
  };
}

const notRefused = t(
  'No client that has seen more than `{host}` has come to it yet.',
  '还没有哪个见过更新状态的客户端来连接 `{host}`。',
);

/** A client came to this server that had seen a later zxid than the server has. */
export function clientFromTheFuture(host: string): Condition<boolean> {
  return {
    name: `clientFromTheFuture ${host}`,
    start: () => false,
    step: (memory, { record, world }) => {
      if (memory || record?.event.type !== 'message') return memory;
      const { message } = record.event;
      const server = serverOn(world, host);
      if (message.type !== 'ConnectRequest' || server?.process.info.pid !== record.pid)
        return false;
      return (message as unknown as { lastZxidSeen: bigint }).lastZxidSeen > zxidOf(server);
    },
    isMet: (memory) => memory,
    missing: () => fill(notRefused, { host }),
  };
}
