/**
 * The program `QuorumPeerMain`: reads zoo.cfg, then runs a standalone server or a member of an
 * ensemble. Its `step` hands each event to the part it concerns.
 *
 * Mirrors: QuorumPeerMain.main, ZooKeeperServerMain.runFromConfig, the threads of
 * NIOServerCnxnFactory, 3.8.0.
 * Departs: no AdminServer (port 8080), no JMX, no secure client port; one step stands for the work of
 * many threads.
 * Read next: client-packets.ts, standalone-pipeline.ts, ../quorum/quorum-server.ts.
 */
import type { Behavior, Env, ProcessInfo, Step } from '../../kernel/behavior.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import { emptyMap, mapGet } from '../../kernel/persistent-map.ts';
import { splitStream } from '../../kernel/random.ts';
import { loadQuorumPeerConfig } from '../admin/config.ts';
import type { ConfigLogLine, QuorumPeerConfig } from '../admin/config-types.ts';
import { initialDatabase } from '../data/initial-tree.ts';
import { loadDatabase } from '../persistence/file-txn-snap-log.ts';
import { onDiskFailed, openTxnLog } from '../persistence/txn-log.ts';
import { ownLog } from '../persistence/txn-log-state.ts';
import { onQuorumEvent, startQuorumPeer } from '../quorum/quorum-server.ts';
import { initialPeerChart } from '../quorum/quorum-start.ts';
import { onClientMessage } from './client-packets.ts';
import { checkContainers, CONTAINER_TIMER } from './container-manager.ts';
import { emptyExpiryQueue } from './expiry-queue.ts';
import { logExit, logLine } from '../admin/log-line.ts';
import { NO_METRICS, observeLoad } from './metrics.ts';
import {
  acceptCnxn,
  CNXN_TIMER,
  onCnxnClosed,
  onCnxnTimer,
  SESSIONLESS_TIMEOUT_MS,
} from './server-cnxn.ts';
import type { ServerProcessState, ServerTurn } from './server-state.ts';
import { connectionKey } from './server-state.ts';
import { onSessionTimer, startServing } from './serving.ts';
import { SESSION_TIMER } from './session-tracker.ts';
import { standalonePipeline } from './standalone-pipeline.ts';
import { configLogText, logQuorumPeerStart, logStandaloneStart } from './startup-log.ts';
import { flushPending, isFlushToken, onFlushDone } from './sync-request-processor.ts';
import { onDiskTimer, takeSnapshot } from './snapshots.ts';
import { setDb } from './state-changes.ts';
import { copyState } from './state-copies.ts';

/** The state of a server that could not read its configuration: it has exited. */
type State = ServerProcessState | null;

/** A ZooKeeper server. Arguments: `-Dname=value` properties, then the path of zoo.cfg. */
export const zookeeperServer: Behavior<State> = {
  name: 'QuorumPeerMain',
  start(process, env) {
    const { systemProperties, path } = readArguments(process.argv);
    const parsed = loadQuorumPeerConfig(path, {
      disk: env.host.disk,
      systemProperties,
      cwd: process.cwd,
      resolve: (name) => env.host.resolve(name),
    });
    const configLines = configLogText(parsed.log, env.wallClockMs);
    if (!parsed.ok) {
      return [
        null,
        [
          { type: 'output', fd: 1, text: configLines },
          { type: 'output', fd: 2, text: parsed.stderr },
          { type: 'exit', code: parsed.exitCode },
        ],
      ];
    }
    const turn: ServerTurn = {
      state: initialState(process, parsed.config, env),
      effects: [{ type: 'output', fd: 1, text: configLines }],
      env,
      owned: [],
      copy: copyState,
    };
    if (parsed.config.isDistributed) startPeer(turn);
    else startStandalone(turn, parsed.log);
    flushPending(turn);
    return [turn.state, turn.effects];
  },
  step(state, event, env): Step<State> {
    if (state === null) return [state, []];
    const turn: ServerTurn = { state, effects: [], env, owned: [], copy: copyState };
    dispatch(turn, event);
    // Last, because everything behind a flush would wait for it.
    flushPending(turn);
    return [turn.state, turn.effects];
  },
};

function dispatch(turn: ServerTurn, event: NodeEvent): void {
  switch (event.type) {
    case 'message': {
      const cnxn = mapGet(turn.state.connections, connectionKey(event.connection));
      if (cnxn !== undefined) return onClientMessage(turn, cnxn, event.message);
      break;
    }
    case 'disk.synced':
      if (isFlushToken(event.token)) return onFlushDone(turn, event.token);
      break;
    case 'connection.closed':
      if (mapGet(turn.state.connections, connectionKey(event.connection)) !== undefined) {
        return onCnxnClosed(turn, event.connection);
      }
      break;
    case 'connection.opened':
      if (event.token === null && event.localPort === turn.state.config.clientPortAddress?.port) {
        return acceptCnxn(turn, event.connection, event.remoteIp, event.remote.port);
      }
      break;
    case 'timer':
      if (event.name === SESSION_TIMER) return onSessionTimer(turn);
      if (event.name === CNXN_TIMER) return onCnxnTimer(turn);
      if (event.name === CONTAINER_TIMER) return checkContainers(turn);
      if (onDiskTimer(turn, event.name)) return;
      break;
    case 'listen.failed':
      if (event.port === turn.state.config.clientPortAddress?.port) return onPortTaken(turn);
      break;
    case 'disk.failed':
      if (turn.state.quorum === null) return onStandaloneDiskFailed(turn, event.path);
      break;
    default:
  }
  onQuorumEvent(turn, event);
}

function startStandalone(turn: ServerTurn, configLog: readonly ConfigLogLine[]): void {
  logStandaloneStart(turn, configLog);
  listen(turn);
  const { config } = turn.state;
  const { disk, isDiskFull } = turn.env.host;
  const loaded = loadDatabase(disk, config, isDiskFull);
  const compression = 'zookeeper.snapshot.compression.method = CHECKED';
  logLine(turn, 'INFO', 'main:o.a.z.s.p.SnapStream@61', compression);
  for (const { level, source, text } of loaded.log) logLine(turn, level, `main:${source}`, text);
  if (!loaded.ok) {
    if (loaded.stderr !== '') turn.effects.push({ type: 'output', fd: 2, text: loaded.stderr });
    turn.effects.push({ type: 'exit', code: loaded.exitCode });
    return;
  }
  turn.effects.push(...loaded.effects);
  observeLoad(turn, loaded.txnsLoaded);
  const { lastSnapshot } = loaded;
  setDb(turn, loaded.db);
  ownLog(turn).lastSnapshot = lastSnapshot;
  takeSnapshot(turn, { thread: 'main' });
  startServing(turn, standalonePipeline.name);
  logLine(turn, 'INFO', 'main:o.a.z.a.ZKAuditProvider@42', 'ZooKeeper audit is disabled.');
}

function startPeer(turn: ServerTurn): void {
  logQuorumPeerStart(turn);
  listen(turn);
  startQuorumPeer(turn);
}

function listen(turn: ServerTurn): void {
  const address = turn.state.config.clientPortAddress;
  if (address !== null)
    turn.effects.push({ type: 'listen', port: address.port, purpose: 'client' });
}

function onPortTaken(turn: ServerTurn): void {
  const { isDistributed } = turn.state.config;
  const source = isDistributed ? 'o.a.z.s.q.QuorumPeerMain@114' : 'o.a.z.s.ZooKeeperServerMain@91';
  const text =
    'Unexpected exception, exiting abnormally\njava.net.BindException: Address already in use';
  logLine(turn, 'ERROR', `main:${source}`, text);
  logExit(turn, 'main', 1);
  turn.effects.push({ type: 'exit', code: 1 });
}

/** A log that cannot be written ends a standalone server. */
function onStandaloneDiskFailed(turn: ServerTurn, path: string): void {
  if (onDiskFailed(turn, path) !== 'log') return;
  logLine(turn, 'INFO', 'main:o.a.z.s.ZooKeeperServer@839', 'shutting down');
  logLine(turn, 'INFO', 'main:o.a.z.s.ZooKeeperServerMain@95', 'Exiting normally');
  logExit(turn, 'main', 0);
  turn.effects.push({ type: 'exit', code: 0 });
}

function initialState(
  process: ProcessInfo,
  config: QuorumPeerConfig,
  env: Env,
): ServerProcessState {
  return {
    process,
    config,
    chart: initialPeerChart(config),
    db: initialDatabase(),
    server: null,
    counted: null,
    metrics: NO_METRICS,
    connections: emptyMap(),
    cnxnExpiryQueue: emptyExpiryQueue(SESSIONLESS_TIMEOUT_MS, Math.floor(env.nowMs)),
    disk: openTxnLog(config, process.seed),
    quorum: null,
    random: splitStream(process.seed, 'server'),
  };
}

function readArguments(argv: readonly string[]): {
  readonly systemProperties: Readonly<Record<string, string>>;
  readonly path: string;
} {
  const systemProperties: Record<string, string> = {};
  let path = '';
  for (const argument of argv.slice(1)) {
    if (!argument.startsWith('-D')) {
      path = argument;
      continue;
    }
    const equals = argument.indexOf('=');
    const name = equals === -1 ? argument.slice(2) : argument.slice(2, equals);
    systemProperties[name] = equals === -1 ? '' : argument.slice(equals + 1);
  }
  return { systemProperties, path };
}
