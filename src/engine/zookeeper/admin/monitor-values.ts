/**
 * What `mntr` prints: gauges of the running server, then every metric 3.8.0 knows.
 *
 * Mirrors: MonitorCommand, ZooKeeperServer.registerMetrics and its subclasses', ServerMetrics, 3.8.0:
 * names and order; gauges are true.
 * Departs: what metrics.ts does not count stays 0: queues and paces of threads, percentiles, the cache
 * of serialized responses. Writes for each top-level node go back as far as the committed log; open
 * files and connection drops are fixed numbers.
 * Read next: four-letter-words.ts, metric-names.ts.
 */
import type { Env } from '../../kernel/behavior.ts';
import { emptyMap, mapEntries, mapValues } from '../../kernel/persistent-map.ts';
import type { Txn, TxnBody } from '../protocol/txn.ts';
import { inHashOrder } from '../../java/hash-order.ts';
import { queueItems } from '../../kernel/persistent-queue.ts';
import { utf8Length } from '../data/data-node.ts';
import type { ServerProcessState, ServingState } from '../server/server-state.ts';
import { javaAverage } from '../../java/format.ts';
import { quotaLines } from './quota-metrics.ts';
import { COUNTERS, PERCENTILES, SUMMARIES } from './metric-names.ts';
import { FULL_VERSION } from './version-text.ts';
import { countedByRole, QUEUED_FOR_LOG, withSummariesOf } from '../server/metrics.ts';

/** Count, sum, least and greatest of something measured. */
export interface Summary {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

type Line = readonly [name: string, value: string | number | bigint];

const NOTHING: Summary = { count: 0, sum: 0, min: 0, max: 0 };

/** All lines, each `zk_name<TAB>value`. */
export function monitorValues(
  state: ServerProcessState,
  server: ServingState,
  env: Env,
  mode: string,
): string {
  const lines: Line[] = [
    ...gauges(state, server, env, mode),
    ...quotaLines(state.db.tree),
    ...metrics(state),
  ];
  return lines.map(([name, value]) => `zk_${name}\t${value}\n`).join('');
}

function gauges(
  state: ServerProcessState,
  server: ServingState,
  env: Env,
  mode: string,
): readonly Line[] {
  const { db, quorum } = state;
  const { stats } = server;
  const leader = mode === 'leader' ? (quorum?.leader ?? null) : null;
  const sizes = leader?.proposalSizes;
  const only = (...lines: readonly Line[]): readonly Line[] => (leader === null ? [] : lines);
  const first: readonly Line[] = [
    ['num_alive_connections', state.connections.size],
    ['avg_latency', javaAverage(stats.totalLatency, stats.latencyCount)],
  ];
  let ephemerals = 0;
  for (const paths of mapValues(db.tree.ephemerals)) ephemerals += paths.size;
  return [
    ['version', FULL_VERSION],
    ['server_state', mode],
    ...(quorum === null || mode === 'read-only' ? [] : peerLines(state, mode)),
    ['ephemerals_count', ephemerals],
    // They share a bucket, whose order turned round when the table grew in the first role.
    ...(state.counted === null ? first : [...first].reverse()),
    ...only(['min_proposal_size', sizes?.min ?? -1]),
    ['outstanding_requests', stats.outstandingRequests],
    ['znode_count', db.tree.nodes.size + 1],
    ['global_sessions', db.sessionsWithTimeouts.size],
    ['non_mtls_remote_conn_count', 0],
    ['last_client_response_size', stats.clientResponseLast],
    ['packets_sent', stats.packetsSent],
    ['packets_received', stats.packetsReceived],
    ...only(['max_proposal_size', sizes?.max ?? -1]),
    ['max_client_response_size', stats.clientResponseMax],
    ...only(['synced_followers', leader?.forwardingFollowers.length ?? 0]),
    ['connection_drop_probability', '0.0'],
    ['watch_count', server.dataWatches.size + server.childWatches.size],
    ...only(
      ['synced_non_voting_followers', 0],
      ['synced_observers', leader?.observingLearners.length ?? 0],
    ),
    ['auth_failed_count', stats.authFailed],
    ['min_latency', Number.isFinite(stats.minLatency) ? Math.floor(stats.minLatency) : 0],
    ['max_file_descriptor_count', 20000],
    ['approximate_data_size', db.tree.nodeDataSize],
    ['open_file_descriptor_count', 46 + state.connections.size],
    ...only(
      ['last_proposal_size', sizes?.last ?? -1],
      ['pending_syncs', leader?.pendingSyncs.length ?? 0],
      ['leader_uptime', Math.floor(env.nowMs - (leader?.gates.leaderStartTimeMs ?? env.nowMs))],
    ),
    ['local_sessions', server.sessions.local?.sessions.size ?? 0],
    ['uptime', Math.max(0, Math.floor(env.nowMs - stats.startTimeMs))],
    ['max_latency', Math.floor(stats.maxLatency)],
    ['outstanding_tls_handshake', 0],
    ...only(['learners', leader?.handlers.length ?? 0]),
    ['min_client_response_size', stats.clientResponseMin],
    ['non_mtls_local_conn_count', 0],
    ...(quorum === null || mode === 'read-only' ? [] : [['quorum_size', votersOf(state)] as const]),
  ];
}

function peerLines({ quorum }: ServerProcessState, mode: string): readonly Line[] {
  const peer = quorum!.peer;
  const words = [peer.serverState, peer.zabState, peer.syncMode]
    .filter((word) => word !== 'NONE')
    .map((word) => word.toLowerCase());
  const master: readonly Line[] =
    mode === 'observer' ? [['observer_master_id', quorum!.learner?.leaderSid ?? -1]] : [];
  return [['peer_state', words.join(' - ')], ...master];
}

function votersOf({ quorum }: ServerProcessState): number {
  const { members } = quorum!.peer.quorumVerifier;
  return members.filter((member) => member.type === 'PARTICIPANT').length;
}

function metrics(state: ServerProcessState): readonly Line[] {
  const server = state.server!;
  const counters = new Map(mapEntries(state.metrics.counters));
  const add = (name: string, value: number): void => {
    counters.set(name, (counters.get(name) ?? 0) + value);
  };
  for (const [name, value] of countedByRole(server)) add(name, value);
  add(QUEUED_FOR_LOG, state.disk.txnCount);
  if (!state.config.isDistributed) {
    // Nobody else is there: all that was prepared is queued for the log, reads too.
    counters.set(QUEUED_FOR_LOG, counters.get('prep_processor_request_queued') ?? 0);
  }
  const summaries = new Map(mapEntries(withSummariesOf(server, state.metrics.summaries)));
  const issued = counters.get('request_commit_queued') ?? 0;
  if (issued > 0) {
    const one = { count: issued, sum: issued, min: 1, max: 1 };
    summaries.set('write_commit_proc_issued', one);
  }
  summaries.set('fsynctime', state.disk.fsyncTime);
  const learners = (state.quorum?.peer.learnersSeen ?? []).map(String);
  const reads = new Map(mapEntries(server.stats.readPerNamespace));
  const exceeded = new Map(mapEntries(state.server?.stats.quotaExceeded ?? emptyMap<number>()));
  const writes = writesPerNamespace(state);
  const written = [...writes.keys()];
  return [
    ...COUNTERS.map((name): Line => [name, counters.get(name) ?? 0]),
    ...inHashOrder(exceeded.keys()).map((top): Line => [
      `${top}_quota_exceeded_error_per_namespace`,
      exceeded.get(top)!,
    ]),
    ...SUMMARIES.flatMap((name) => summaryLines(name, summaries.get(name) ?? NOTHING)),
    ...PERCENTILES.flatMap((name) => percentileLines(name, summaries.get(name) ?? NOTHING)),
    ...inHashOrder(learners).flatMap((sid) =>
      summaryLines(`${sid}_learner_handler_qp_size`, NOTHING),
    ),
    ...inHashOrder(reads.keys(), (top) => BigInt(reads.get(top)!.arrival)).flatMap((top) =>
      summaryLines(`${top}_read_per_namespace`, reads.get(top)!),
    ),
    ...inHashOrder(written, (top) => BigInt(written.indexOf(top))).flatMap((top) =>
      summaryLines(`${top}_write_per_namespace`, writes.get(top)!),
    ),
    ...inHashOrder(learners).flatMap((sid) =>
      percentileLines(`${sid}_learner_handler_qp_time_ms`, NOTHING),
    ),
  ];
}

function summaryLines(name: string, { count, sum, min, max }: Summary): readonly Line[] {
  return [
    [`avg_${name}`, javaAverage(sum, count)],
    [`min_${name}`, min],
    [`max_${name}`, max],
    [`cnt_${name}`, count],
    [`sum_${name}`, sum],
  ];
}

function percentileLines(name: string, summary: Summary): readonly Line[] {
  return [
    ...summaryLines(name, summary),
    ...['p50', 'p95', 'p99', 'p999'].map((part): Line => [`${part}_${name}`, 0]),
  ];
}

/** Bytes written below each top-level node, as far back as the committed log reaches. */
function writesPerNamespace({ db, config }: ServerProcessState): Map<string, Summary> {
  const writes = new Map<string, Summary>();
  const add = (path: string, bytes: number): void => {
    const top = path.split('/')[1];
    if (top === undefined || top === '') return;
    const { count, sum, min, max } = writes.get(top) ?? { ...NOTHING, min: Infinity };
    const summary = { count: count + 1, sum: sum + bytes, min: Math.min(min, bytes) };
    writes.set(top, { ...summary, max: Math.max(max, bytes) });
  };
  const addBody = (body: TxnBody): void => {
    if (body.type === 'multi') body.txns.forEach(addBody);
    else if ('path' in body && body.type !== 'check') {
      const data = 'data' in body ? utf8Length(body.data) : 0;
      add(body.path, body.path.length + data);
    }
  };
  // The configuration is written into the tree when an ensemble's server starts.
  if (config.isDistributed) add('/zookeeper/config', config.initialConfig.length);
  for (const { body } of queueItems(db.committedLog) as Iterable<Txn>) addBody(body);
  return writes;
}
