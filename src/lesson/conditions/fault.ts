/**
 * Conditions over faults and time: cut networks, dead clients, how long something lasts.
 *
 * Mirrors: nothing upstream. Departs: nothing.
 */
import type { Condition } from '../condition.ts';
import { overHistory, overState } from '../condition.ts';
import { authority, hostsServing, serverOn, znodeOf, zxidOf } from '../observation.ts';
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
const notSlow = t('No network path is slow at the moment.', '目前没有网络路径变慢。');

/** Some network path has extra latency. */
export function networkSlow(): Condition {
  return overState(
    'networkSlow',
    ({ world }) => world.rules.some(({ kind }) => kind === 'latency'),
    () => notSlow,
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

const diskSlow = t('A disk is still slow.', '还有磁盘处于变慢状态。');
const diskFast = t('No disk is slow at the moment.', '目前没有磁盘变慢。');

/** Some disk is slow (or, with false, none is). */
export function disksSlow(isSlow = true): Condition {
  return overState(
    `disksSlow ${isSlow}`,
    ({ world }) => world.rules.some(({ kind }) => kind === 'slowDisk') === isSlow,
    () => (isSlow ? diskFast : diskSlow),
  );
}

const noneKilled = t(
  'No client has been killed yet (`kill -9`, or Kill on the stage).',
  '还没有客户端被杀掉（`kill -9`，或在舞台上选“强制终止”）。',
);

/** A program of a terminal was killed by SIGKILL, in whatever way: its shell hears of it. */
export function clientKilled(): Condition {
  return overHistory(
    'clientKilled',
    ({ event }) => event.type === 'process.exited' && event.code === 137,
    () => noneKilled,
  );
}

interface Absence {
  readonly sinceMs: number | null;
  readonly isMet: boolean;
}

const soFar = t(
  '`{path}` has outlived its owner’s connection by {is} s; {wanted} s are asked for.',
  '`{path}` 在属主断开后已留存 {is} 秒；这里要的是 {wanted} 秒。',
);
const noNode = t('There is no ephemeral `{path}` at the moment.', '目前没有临时节点 `{path}`。');

/** An ephemeral znode is still there, this long after any server last had its owner connected. */
export function outlived(path: string, ms: number): Condition<Absence> {
  return {
    name: `outlived ${path}`,
    start: () => ({ sinceMs: null, isMet: false }),
    step: (memory, { world }) => {
      if (memory.isMet) return memory;
      const server = authority(world);
      const node = server && znodeOf(server, path);
      // While nobody serves nothing can be said: the clock runs on.
      if (server === undefined) return memory;
      if (node?.kind !== 'ephemeral' || hostsServing(world, path).length > 0) {
        return memory.sinceMs === null ? memory : { sinceMs: null, isMet: false };
      }
      const sinceMs = memory.sinceMs ?? world.nowMs;
      const isMet = world.nowMs - sinceMs >= ms;
      return memory.sinceMs === null || isMet ? { sinceMs, isMet } : memory;
    },
    isMet: ({ isMet }) => isMet,
    missing: ({ sinceMs }, { world }) => {
      const server = authority(world);
      if (server !== undefined && znodeOf(server, path)?.kind !== 'ephemeral') {
        return fill(noNode, { path });
      }
      const is = sinceMs === null ? 0 : (world.nowMs - sinceMs) / 1000;
      return fill(soFar, { path, is: is.toFixed(1), wanted: ms / 1000 });
    },
  };
}

const notYet = t('{left} s are left to wait.', '还要等 {left} 秒。');

/** So much virtual time has passed. For use inside `inOrder`. */
export function elapsed(ms: number): Condition<number | null> {
  return {
    name: `elapsed ${ms}`,
    start: () => null,
    step: (since, { world }) => since ?? world.nowMs,
    isMet: (since, { world }) => since !== null && world.nowMs - since >= ms,
    missing: (since, { world }) => {
      const left = ms - (world.nowMs - (since ?? world.nowMs));
      return fill(notYet, { left: (Math.max(0, left) / 1000).toFixed(1) });
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
