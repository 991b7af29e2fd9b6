/**
 * Answers to the four-letter words on the client port.
 *
 * Mirrors: FourLetterCommands (the whitelist) and org.apache.zookeeper.server.command, 3.8.0.
 * Departs: `hash` has no digests to list (the real log of them fills every 128 transactions); `envi`
 * tells of a computer that does not exist; `stmk` sets nothing.
 * Read next: monitor-values.ts (mntr), ../server/four-letter-word.ts (who asks; srst and crst reset
 * there).
 */
import type { Env } from '../../kernel/behavior.ts';
import type { DiskView } from '../../kernel/disk.ts';
import { entryAt, fileLength, listFolder } from '../../kernel/disk.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { mapEntries, mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import { arrivalIn } from '../data/child-order.ts';
import { sessionIdOf } from '../data/database.ts';
import { inHashOrder } from '../../java/hash-order.ts';
import { watchArrival } from '../server/watch-manager.ts';
import { toHex } from '../protocol/zxid.ts';
import type { ExpiryQueue } from '../server/expiry-queue.ts';
import type {
  ServerCnxn,
  ServerProcessState,
  ServingState,
  WatchManagerState,
} from '../server/server-state.ts';
import { logDir, snapDir, systemProperty } from './config.ts';
import type { QuorumPeerConfig } from './config-types.ts';
import { javaAverage, javaDate } from '../../java/format.ts';
import { monitorValues } from './monitor-values.ts';
import { formatQuorumVerifier, memberOf } from './quorum-verifier.ts';
import { environmentText } from './server-environment.ts';
import { FULL_VERSION } from './version-text.ts';

/** Words that 3.8.0 knows; anything else on a fresh connection is no word at all. */
const FOUR_LETTER_WORDS: readonly string[] =
  'conf cons crst dirs dump envi gtmk ruok stmk srst srvr stat wchc wchp wchs mntr isro hash'.split(
    ' ',
  );

const NOT_SERVING = 'This ZooKeeper instance is not currently serving requests\n';

interface Asked {
  readonly state: ServerProcessState;
  readonly server: ServingState;
  readonly env: Env;
  /** The connection that asks; null when unknown. */
  readonly asking: number | null;
}

type Answer = (asked: Asked) => string;

const ANSWERS: Readonly<Record<string, Answer>> = {
  conf: answerConf,
  cons: (asked) => `${connectionLines(asked, false)}\n`,
  crst: () => 'Connection stats reset.\n',
  dirs: ({ state, env }) =>
    // Upstream has the two names the wrong way round.
    `datadir_size: ${sizeOf(env.host.disk, logDir(state.config))}\n` +
    `logdir_size: ${sizeOf(env.host.disk, snapDir(state.config))}\n`,
  dump: answerDump,
  mntr: ({ state, server, env }) => monitorValues(state, server, env, modeOf(server)),
  isro: ({ server }) => (server.pipeline === 'readOnly' ? 'ro' : 'rw'),
  srst: () => 'Server stats reset.\n',
  srvr: (asked) => answerStat(asked, false),
  stat: (asked) => answerStat(asked, true),
  wchs: ({ server }) => `${watchSummary(server.dataWatches)}\n`,
  wchp: (asked) => `${watchesByPath(asked)}\n`,
  wchc: (asked) => `${watchesByConnection(asked)}\n`,
  hash: () => '',
};

/** Whether it is a word at all (else the four bytes are the length of a packet). */
export function isFourLetterWord(word: string): boolean {
  return FOUR_LETTER_WORDS.includes(word);
}

/** Whether the whitelist lets it be answered. */
export function isWhitelisted(config: QuorumPeerConfig, word: string): boolean {
  if (word === 'srvr') return true;
  const isReadOnlyModeOn = systemProperty(config, 'readonlymode.enabled') === 'true';
  if (word === 'isro' && isReadOnlyModeOn) return true;
  const list = (systemProperty(config, 'zookeeper.4lw.commands.whitelist') ?? '').split(',');
  return list.some((entry) => entry.trim() === '*' || entry.trim() === word);
}

/**
 * The answer to a word that arrived on connection `asking`, before the connection is closed. Empty for
 * what is no word.
 */
export function answerFourLetterWord(
  state: ServerProcessState,
  env: Env,
  word: string,
  asking: number | null = null,
): string {
  if (!isFourLetterWord(word)) return '';
  if (!isWhitelisted(state.config, word)) {
    return `${word} is not executed because it is not in the whitelist.\n`;
  }
  switch (word) {
    case 'ruok':
      return 'imok';
    case 'gtmk':
      return '306';
    case 'stmk':
      // It waits for eight more bytes, which nobody who types ever sends.
      return '';
    case 'envi':
      return environmentText(state.process, state.config, env.host.name);
  }
  const { server } = state;
  if (server === null) {
    if (word === 'isro') return 'null';
    return word === 'hash' ? NOT_SERVING.trimEnd() : NOT_SERVING;
  }
  return ANSWERS[word]!({ state, server, env, asking });
}

/** The server's role as `srvr` tells it. Mirrors ZooKeeperServer.getState. */
function modeOf(server: ServingState): string {
  return server.pipeline === 'readOnly' ? 'read-only' : server.pipeline;
}

/** What a folder holds, subfolders included. Mirrors ZooKeeperServer.getDirSize. */
function sizeOf(disk: DiskView, path: string): number {
  const entry = entryAt(disk, path);
  if (entry?.kind === 'file') return fileLength(entry.content);
  let size = 0;
  for (const name of listFolder(disk, path) ?? []) size += sizeOf(disk, `${path}/${name}`);
  return size;
}

function answerStat(asked: Asked, withClients: boolean): string {
  const { state, server } = asked;
  const { stats } = server;
  const mode = modeOf(server);
  const least = Number.isFinite(stats.minLatency) ? Math.floor(stats.minLatency) : 0;
  const average = javaAverage(stats.totalLatency, stats.latencyCount);
  const lines = [
    `Zookeeper version: ${FULL_VERSION}`,
    ...(mode === 'read-only' ? ['READ-ONLY mode; serving only read-only clients'] : []),
    ...(withClients ? ['Clients:', connectionLines(asked, true)] : []),
    `Latency min/avg/max: ${least}/${average}/${Math.floor(stats.maxLatency)}`,
    `Received: ${stats.packetsReceived}`,
    `Sent: ${stats.packetsSent}`,
    `Connections: ${state.connections.size}`,
    `Outstanding: ${stats.outstandingRequests}`,
    `Zxid: 0x${toHex(state.db.lastProcessedZxid)}`,
    `Mode: ${mode}`,
    `Node count: ${state.db.tree.nodes.size + 1}`,
  ];
  const leader = state.quorum?.leader;
  if (mode === 'leader' && leader != null) {
    const { last, min, max } = leader.proposalSizes;
    lines.push(`Proposal sizes last/min/max: ${last}/${min}/${max}`);
  }
  return `${lines.join('\n')}\n`;
}

function answerConf({ state, server, env }: Asked): string {
  const { config } = state;
  const lines = [
    `clientPort=${config.clientPortAddress?.port ?? -1}`,
    `secureClientPort=${config.secureClientPortAddress?.port ?? -1}`,
    `dataDir=${snapDir(config)}`,
    // Upstream has the two sizes the wrong way round.
    `dataDirSize=${sizeOf(env.host.disk, logDir(config))}`,
    `dataLogDir=${logDir(config)}`,
    `dataLogSize=${sizeOf(env.host.disk, snapDir(config))}`,
    `tickTime=${config.tickTimeMs}`,
    `maxClientCnxns=${config.maxClientCnxns}`,
    `minSessionTimeout=${config.minSessionTimeoutMs}`,
    `maxSessionTimeout=${config.maxSessionTimeoutMs}`,
    `clientPortListenBacklog=${config.clientPortListenBacklog}`,
    `serverId=${config.isDistributed ? config.serverId : 0}`,
  ];
  const { quorum } = state;
  if (quorum === null) return `${lines.join('\n')}\n`;
  const { quorumVerifier, myid, learnerType } = quorum.peer;
  // Who was taken out of the configuration keeps its addresses.
  const own = memberOf(quorumVerifier, myid) ?? memberOf(config.quorumVerifier, myid);
  const ports = (kind: 'election' | 'quorum'): string =>
    (own?.addresses ?? []).map((address) => address[kind].port).join('|');
  lines.push(
    `initLimit=${config.initLimit}`,
    `syncLimit=${config.syncLimit}`,
    `electionAlg=${config.electionAlg}`,
    `electionPort=${ports('election')}`,
    `quorumPort=${ports('quorum')}`,
    `peerType=${learnerType === 'OBSERVER' ? 1 : 0}`,
  );
  if (modeOf(server) === 'read-only') return `${lines.join('\n')}\n`;
  return `${lines.join('\n')}\nmembership: \n${formatQuorumVerifier(quorumVerifier)}`;
}

function connectionLines(asked: Asked, isBrief: boolean): string {
  const lines = sortedConnections(asked.state).map(
    (cnxn) => `${connectionText(asked, cnxn, isBrief)}\n`,
  );
  return lines.join('');
}

function connectionText({ asking }: Asked, cnxn: ServerCnxn, isBrief: boolean): string {
  // The connection that asks is not selected for reading any more, nor one that waits for a session.
  const isAsking = asking === null ? !cnxn.isInitialized : cnxn.id === asking;
  const interest = isAsking || cnxn.isAwaitingSession ? 0 : 1;
  const brief =
    ` /${cnxn.remoteIp}:${cnxn.remotePort}[${interest}]` +
    `(queued=${cnxn.outstandingRequests},recved=${cnxn.packetsReceived},sent=${cnxn.packetsSent}`;
  if (isBrief || cnxn.sessionId === 0n) return `${brief})`;
  const least = Number.isFinite(cnxn.minLatency) ? Math.floor(cnxn.minLatency) : 0;
  const average = cnxn.latencyCount === 0 ? 0 : Math.floor(cnxn.totalLatency / cnxn.latencyCount);
  return (
    `${brief},sid=0x${toHex(cnxn.sessionId)},lop=${cnxn.lastOperation},est=${cnxn.establishedMs}` +
    `,to=${cnxn.sessionTimeoutMs}` +
    (cnxn.lastCxid >= 0 ? `,lcxid=0x${cnxn.lastCxid.toString(16)}` : '') +
    `,lzxid=0x${toHex(cnxn.lastZxid)},lresp=${Math.floor(cnxn.lastResponseTimeMs)}` +
    `,llat=${Math.floor(cnxn.lastLatency)},minlat=${least},avglat=${average}` +
    `,maxlat=${Math.floor(cnxn.maxLatency)})`
  );
}

function answerDump(asked: Asked): string {
  const { state, server, env } = asked;
  const { db } = state;
  const isOwner = server.pipeline === 'standalone' || server.pipeline === 'leader';
  const { expiryQueue, local } = server.sessions;
  const sets = (queue: ExpiryQueue): string =>
    `Session ${expirySets(queue, env, (key) => `0x${key}`)}`;
  let sessions = isOwner ? sets(expiryQueue) : globalSessions(db.sessionsWithTimeouts);
  if (local !== null) {
    sessions = `Local ${sets(local.expiryQueue)}${isOwner ? 'Global ' : ''}${sessions}`;
  }
  const { ephemerals } = db.tree;
  let text = `Sessions with Ephemerals (${ephemerals.size}):\n`;
  for (const key of sortedSessions(ephemerals)) {
    text += `0x${key}:\n`;
    const paths = mapKeys(mapGet(ephemerals, key)!);
    for (const path of inHashOrder(paths, arrivalIn(db.tree))) text += `\t${path}\n`;
  }
  const connections = expirySets(state.cnxnExpiryQueue, env, (key) => {
    const cnxn = mapGet(state.connections, key);
    if (cnxn === undefined) return '';
    const address = `/${cnxn.remoteIp}:${cnxn.remotePort}`;
    return `ip: ${address} sessionId: 0x${toHex(cnxn.sessionId)}`;
  });
  return (
    `SessionTracker dump:\n${sessions}ephemeral nodes dump:\n${text}` +
    `Connections dump:\nConnections ${connections}`
  );
}

/** A learner knows the sessions, but not when they expire. */
function globalSessions(sessions: PersistentMap<number>): string {
  let text = `Global Sessions(${sessions.size}):\n`;
  for (const key of sortedSessions(sessions)) text += `0x${key}\t${mapGet(sessions, key)!}ms\n`;
  return text;
}

/** Mirrors ExpiryQueue.dump. */
function expirySets(queue: ExpiryQueue, env: Env, show: (element: string) => string): string {
  const times = [...mapKeys(queue.expiryMap)].sort((a, b) => Number(a) - Number(b));
  let text = `Sets (${times.length})/(${queue.elemMap.size}):\n`;
  for (const time of times) {
    const elements = [...mapKeys(mapGet(queue.expiryMap, time)!)].sort();
    const date = javaDate(env.wallClockMs + Number(time) - env.nowMs);
    text += `${elements.length} expire at ${date}:\n`;
    for (const element of elements) text += `\t${show(element)}\n`;
  }
  return text;
}

function watchSummary({ watchTable, watch2Paths }: WatchManagerState): string {
  let total = 0;
  for (const [, paths] of mapEntries(watch2Paths)) total += paths.size;
  return (
    `${watch2Paths.size} connections watching ${watchTable.size} paths\n` + `Total watches:${total}`
  );
}

function watchesByPath({ state, server }: Asked): string {
  const { dataWatches } = server;
  const { watchTable } = dataWatches;
  const arrivalOf = (path: string): bigint => BigInt(watchArrival(dataWatches, path));
  let text = '';
  for (const path of inHashOrder(mapKeys(watchTable), arrivalOf)) {
    text += `${path}\n`;
    const watchers = [...mapKeys(mapGet(watchTable, path)!)].sort();
    for (const watcher of watchers) text += `\t${sessionOf(state, watcher)}\n`;
  }
  return text;
}

function watchesByConnection({ state, server }: Asked): string {
  const { dataWatches } = server;
  const { watch2Paths } = dataWatches;
  let text = '';
  for (const watcher of [...mapKeys(watch2Paths)].sort()) {
    text += `${sessionOf(state, watcher)}\n`;
    const paths = mapKeys(mapGet(watch2Paths, watcher)!);
    const arrivalOf = (path: string): bigint => BigInt(watchArrival(dataWatches, path, watcher));
    for (const path of inHashOrder(paths, arrivalOf)) text += `\t${path}\n`;
  }
  return text;
}

function sessionOf({ connections }: ServerProcessState, watcher: string): string {
  return `0x${toHex(mapGet(connections, watcher)?.sessionId ?? 0n)}`;
}

function sortedConnections({ connections }: ServerProcessState): readonly ServerCnxn[] {
  return [...mapEntries(connections)].map(([, cnxn]) => cnxn).sort((a, b) => a.id - b.id);
}

function sortedSessions(map: PersistentMap<unknown>): readonly string[] {
  return [...mapKeys(map)].sort((a, b) => {
    const difference = sessionIdOf(a) - sessionIdOf(b);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  });
}
