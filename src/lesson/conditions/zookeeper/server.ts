/**
 * Conditions over servers: roles, leaders, epochs, who is behind.
 */
import type { Condition } from '../../condition.ts';
import { overHistory, overState } from '../../condition.ts';
import type { ServerSeen } from './observation.ts';
import { serverOn, serversOf, zxidOf } from './observation.ts';
import { fill, t } from '../../text.ts';

/** Upstream's words, and STOPPED for a process that is not there. */
export type ServerRole =
  'LOOKING' | 'FOLLOWING' | 'LEADING' | 'OBSERVING' | 'STANDALONE' | 'STOPPED';

const otherRole = t(
  '`{host}` is {is} at the moment; {wanted} is asked for.',
  '`{host}` 目前是 {is}；这里要的是 {wanted}。',
);

const notYetServing = t(
  '`{host}` is {role}, but does not serve clients yet.',
  '`{host}` 是 {role}，但还没有开始为客户端服务。',
);

/** The server of a host has this role. LEADING, FOLLOWING and OBSERVING count once they serve. */
export function roleOf(host: string, role: ServerRole): Condition {
  return overState(
    `roleOf ${host} ${role}`,
    ({ world }) => {
      const server = serverOn(world, host);
      return (server?.role ?? 'STOPPED') === role && (!isServingRole(role) || server!.isServing);
    },
    ({ world }) => {
      const server = serverOn(world, host);
      if (server?.role === role) return fill(notYetServing, { host, role });
      return fill(otherRole, { host, is: server?.role ?? 'STOPPED', wanted: role });
    },
  );
}

function isServingRole(role: ServerRole): boolean {
  return (
    role === 'LEADING' || role === 'FOLLOWING' || role === 'OBSERVING' || role === 'STANDALONE'
  );
}

export interface LeaderWish {
  readonly is?: string;
  readonly not?: string;
  /** currentEpoch at least this. */
  readonly epoch?: number;
}

const noLeader = t('No server leads at the moment.', '目前没有服务器处于 LEADING。');
const otherLeader = t(
  '`{host}` leads (epoch {epoch}); that is not it.',
  '`{host}` 是 leader（epoch {epoch}），但这还不是所要的。',
);

/** Some server leads and serves. */
export function leaderElected(wish: LeaderWish = {}): Condition {
  const fits = (server: ServerSeen) =>
    (wish.is === undefined || server.host === wish.is) &&
    (wish.not === undefined || server.host !== wish.not) &&
    (wish.epoch === undefined || epochOfServer(server) >= wish.epoch);
  return overState(
    'leaderElected',
    ({ world }) => leaders(serversOf(world)).some(fits),
    ({ world }) => {
      const [leader] = leaders(serversOf(world));
      if (leader === undefined) return noLeader;
      return fill(otherLeader, { host: leader.host, epoch: epochOfServer(leader) });
    },
  );
}

function leaders(servers: readonly ServerSeen[]): readonly ServerSeen[] {
  return servers.filter(({ role, isServing }) => role === 'LEADING' && isServing);
}

function epochOfServer(server: ServerSeen): number {
  return server.state?.quorum?.peer.currentEpoch ?? 0;
}

const oneLeader = t(
  '{count} server(s) believe that they lead; two at the same moment are asked for.',
  '目前有 {count} 台服务器认为自己是 leader；这里要的是同一时刻有两台。',
);

/** Two servers believe at the same moment that they lead. */
export function twoLeaders(): Condition {
  return overState(
    'twoLeaders',
    ({ world }) => leaders(serversOf(world)).length >= 2,
    ({ world }) => fill(oneLeader, { count: leaders(serversOf(world)).length }),
  );
}

const someServe = t('{host} still serves clients.', '{host} 仍在为客户端服务。');

/** No server serves clients (although some may run). */
export function nobodyServes(): Condition {
  return overState(
    'nobodyServes',
    ({ world }) => serversOf(world).every(({ isServing }) => !isServing),
    ({ world }) => {
      const host = serversOf(world).find(({ isServing }) => isServing)?.host ?? '';
      return fill(someServe, { host });
    },
  );
}

const tooFewServe = t(
  '{count} of {wanted} servers serve clients.',
  '目前有 {count} / {wanted} 台服务器在为客户端服务。',
);

/** At least so many servers serve clients. */
export function serversServing(wanted: number): Condition {
  const count = (servers: readonly ServerSeen[]) =>
    servers.filter(({ isServing }) => isServing).length;
  return overState(
    'serversServing',
    ({ world }) => count(serversOf(world)) >= wanted,
    ({ world }) => fill(tooFewServe, { count: count(serversOf(world)), wanted }),
  );
}

const notBehind = t(
  '`{host}` has applied everything that the others have.',
  '`{host}` 已应用其他服务器有的全部事务。',
);
const isBehindNow = t(
  '`{host}` is at zxid `{is}`; the newest server is at `{newest}`.',
  '`{host}` 的 zxid 是 `{is}`；最新的服务器是 `{newest}`。',
);
const down = t('The server on `{host}` is not running.', '`{host}` 上的服务器没有运行。');

/** The server runs and has applied less than another one. */
export function lagging(host: string): Condition {
  return overState(
    `lagging ${host}`,
    ({ world }) => {
      const server = serverOn(world, host);
      return isRunning(server) && !hasAll(server, serversOf(world));
    },
    ({ world }) =>
      !isRunning(serverOn(world, host)) ? fill(down, { host }) : fill(notBehind, { host }),
  );
}

/** The server serves and has applied everything that any running server has. */
export function caughtUp(host: string): Condition {
  return overState(
    `caughtUp ${host}`,
    ({ world }) => {
      const server = serverOn(world, host);
      return server?.isServing === true && hasAll(server, serversOf(world));
    },
    ({ world }) => {
      const server = serverOn(world, host);
      if (!isRunning(server)) return fill(down, { host });
      return fill(isBehindNow, {
        host,
        is: hex(zxidOf(server)),
        newest: hex(newest(serversOf(world))),
      });
    },
  );
}

const noNews = t(
  'No `DIFF` that tells `{host}` anything new has come to it yet.',
  '还没有给 `{host}` 带来新内容的 `DIFF` 送达。',
);

/** A DIFF came to a server that lacked something: an empty one is no news. */
export function diffWithNews(host: string): Condition {
  return overHistory(
    `diffWithNews ${host}`,
    ({ event, pid }, { world }) => {
      if (event.type !== 'message' || event.message.type !== 'DIFF') return false;
      const server = serverOn(world, host);
      if (server === undefined || server.process.info.pid !== pid) return false;
      return (event.message as unknown as { zxid: bigint }).zxid > zxidOf(server);
    },
    () => fill(noNews, { host }),
  );
}

function isRunning(server: ServerSeen | undefined): server is ServerSeen {
  return server !== undefined && server.state !== null;
}

/** A new leader's zxid (epoch, 0) stands for no transaction, so equal trees count as equal too. */
function hasAll(server: ServerSeen, servers: readonly ServerSeen[]): boolean {
  const most = newest(servers);
  if (zxidOf(server) === most) return true;
  const best = servers.find((one) => zxidOf(one) === most);
  return (
    (most & 0xffffffffn) === 0n && best?.state?.db.tree.digest === server.state?.db.tree.digest
  );
}

function newest(servers: readonly ServerSeen[]): bigint {
  return servers.reduce((most, server) => (zxidOf(server) > most ? zxidOf(server) : most), -1n);
}

function hex(zxid: bigint): string {
  return `0x${BigInt.asUintN(64, zxid).toString(16)}`;
}
