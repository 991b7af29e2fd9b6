/**
 * Conditions over what faults leave behind: dead clients, ephemeral znodes without an owner, clients from
 * the future.
 */
import type { Condition } from '../../condition.ts';
import { overHistory } from '../../condition.ts';
import { awake, hostsServing, serverOn, znodeOf, zxidOf } from './observation.ts';
import { fill, t } from '../../text.ts';

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
