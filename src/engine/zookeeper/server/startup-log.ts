/**
 * The lines a server logs while it starts, in upstream's order: configuration, environment, settings.
 *
 * Mirrors: QuorumPeerMain, ZooKeeperServerMain, Environment, ZookeeperBanner and the static
 * initializers they touch, 3.8.0.
 * Departs: the environment is that of an imaginary Debian host; the class path is shortened.
 */
import type { ConfigLogLine } from '../admin/config-types.ts';
import { commitLogCount, logDir, numberProperty, snapDir } from '../admin/config.ts';
import { environmentText } from '../admin/server-environment.ts';
import { formatLogLine, isQuiet, logLine, mainThread, processThread } from '../admin/log-line.ts';
import { logPeerCommunication, logPeerLimits } from './peer-settings-log.ts';
import type { PipelineName, ServerTurn } from './server-state.ts';

/** The configuration's own lines, before there is a server to log them. */
export function configLogText(log: readonly ConfigLogLine[], wallClockMs: number): string {
  return log
    .map(({ level, source, text, myid }) => {
      const from = source.includes('@') ? source : `${source}@${configLine(text)}`;
      return formatLogLine(wallClockMs, myid, level, `main:o.a.z.${from}`, text);
    })
    .join('');
}

/** Line numbers of QuorumPeerConfig. */
function configLine(text: string): number {
  const lines: readonly (readonly [string, number])[] = [
    ['Reading configuration', 177],
    ['clientPort', 440],
    ['secureClientPort', 444],
    ['observerMasterPort', 460],
    ['metricsProvider', 477],
    ['Peer type from', 772],
    ['No server failure', 694],
    ['Non-optimal', 697],
    ['Invalid configuration', 685],
  ];
  return lines.find(([start]) => text.startsWith(start))?.[1] ?? 200;
}

/** Everything a standalone server says before it loads its database. */
export function logStandaloneStart(turn: ServerTurn, configLog: readonly ConfigLogLine[]): void {
  logCleanup(turn);
  const alone = 'Either no config or no quorum defined in config, running in standalone mode';
  logLine(turn, 'WARN', 'main:o.a.z.s.q.QuorumPeerMain@139', alone);
  say(turn, 'o.a.z.j.ManagedUtil@46', 'Log4j 1.2 jmx support not found; jmx disabled.');
  // ZooKeeperServerMain reads the file a second time, and knows its number by then.
  const { serverId } = turn.state.config;
  const myid = serverId < 0 ? '' : String(serverId);
  const again = configLog.map((line) => ({ ...line, myid }));
  const text = configLogText(again, turn.env.wallClockMs);
  turn.effects.push({ type: 'output', fd: 1, text });
  say(turn, 'o.a.z.s.ZooKeeperServerMain@123', 'Starting server');
  logServerMetrics(turn);
  logServerBanner(turn);
  logStaticSettings(turn);
  logServerSettings(turn);
  logCnxnFactory(turn);
  logDatabaseSettings(turn);
}

/** What a quorum peer says until it starts. */
export function logQuorumPeerStart(turn: ServerTurn): void {
  if (isQuiet(turn)) return;
  const { config } = turn.state;
  logCleanup(turn);
  say(turn, 'o.a.z.j.ManagedUtil@46', 'Log4j 1.2 jmx support not found; jmx disabled.');
  const starting = `Starting quorum peer, myid=${config.serverId}`;
  say(turn, 'o.a.z.s.q.QuorumPeerMain@152', starting);
  logServerMetrics(turn);
  logCnxnFactory(turn);
  logPeerLimits(turn);
  logServerBanner(turn);
  logStaticSettings(turn);
  logDatabaseSettings(turn);
  logPeerCommunication(turn);
}

function logServerMetrics(turn: ServerTurn): void {
  const provider = turn.state.config.metricsProviderClassName;
  const text = `ServerMetrics initialized with provider ${provider}@10dba097`;
  say(turn, 'o.a.z.s.ServerMetrics@64', text);
  say(turn, 'o.a.z.s.a.DigestAuthenticationProvider@47', 'ACL digest algorithm is: SHA1');
  const enabled = 'zookeeper.DigestAuthenticationProvider.enabled';
  say(
    turn,
    'o.a.z.s.a.DigestAuthenticationProvider@61',
    `${enabled} = ${turn.state.config.systemProperties[enabled] ?? 'true'}`,
  );
}

function logServerBanner(turn: ServerTurn): void {
  say(turn, 'o.a.z.ZookeeperBanner@42', ...BANNER);
  const { process, config } = turn.state;
  const environment = environmentText(process, config, process.host)
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => `Server environment:${line}`);
  say(turn, 'o.a.z.Environment@98', ...environment);
}

function logStaticSettings(turn: ServerTurn): void {
  const source = 'o.a.z.s.ZooKeeperServer';
  say(turn, `${source}@140`, 'zookeeper.enableEagerACLCheck = false');
  say(turn, `${source}@153`, 'zookeeper.digest.enabled = true');
  say(turn, `${source}@157`, 'zookeeper.closeSessionTxn.enabled = true');
  say(turn, `${source}@1496`, 'zookeeper.flushDelay = 0 ms');
  say(turn, `${source}@1505`, 'zookeeper.maxWriteQueuePollTime = 0 ms');
  say(turn, `${source}@1514`, 'zookeeper.maxBatchSize=1000');
  say(turn, `${source}@264`, 'zookeeper.intBufferStartingSizeBytes = 1024');
}

/** What the constructor of every ZooKeeperServer says: once at a start, or with each new role. */
export function logServerSettings(turn: ServerTurn): void {
  if (isQuiet(turn)) return;
  const { config } = turn.state;
  const thread = mainThread(turn);
  const lines: readonly (readonly [string, string])[] = [
    ['BlueThrottle@141', 'Weighed connection throttling is disabled'],
    ['ZooKeeperServer@1297', `minSessionTimeout set to ${config.minSessionTimeoutMs} ms`],
    ['ZooKeeperServer@1306', `maxSessionTimeout set to ${config.maxSessionTimeoutMs} ms`],
    ['ResponseCache@45', 'getData response cache size is initialized with value 400.'],
    ['ResponseCache@45', 'getChildren response cache size is initialized with value 400.'],
    ['u.RequestPathMetricsCollector@109', 'zookeeper.pathStats.slotCapacity = 60'],
    ['u.RequestPathMetricsCollector@110', 'zookeeper.pathStats.slotDuration = 15'],
    ['u.RequestPathMetricsCollector@111', 'zookeeper.pathStats.maxDepth = 6'],
    ['u.RequestPathMetricsCollector@112', 'zookeeper.pathStats.initialDelay = 5'],
    ['u.RequestPathMetricsCollector@113', 'zookeeper.pathStats.delay = 5'],
    ['u.RequestPathMetricsCollector@114', 'zookeeper.pathStats.enabled = false'],
    ['ZooKeeperServer@1533', 'The max bytes for all large requests are set to 104857600'],
    ['ZooKeeperServer@1547', 'The large request threshold is set to -1'],
    ['AuthenticationHelper@66', 'zookeeper.enforce.auth.enabled = false'],
    ['AuthenticationHelper@67', 'zookeeper.enforce.auth.schemes = []'],
    [
      'ZooKeeperServer@365',
      `Created server with tickTime ${config.tickTimeMs} ms ` +
        `minSessionTimeout ${config.minSessionTimeoutMs} ms ` +
        `maxSessionTimeout ${config.maxSessionTimeoutMs} ms ` +
        `clientPortListenBacklog ${config.clientPortListenBacklog} ` +
        `datadir ${logDir(config)} snapdir ${snapDir(config)}`,
    ],
  ];
  for (const [source, text] of lines) logLine(turn, 'INFO', `${thread}:o.a.z.s.${source}`, text);
}

function logCnxnFactory(turn: ServerTurn): void {
  const address = turn.state.config.clientPortAddress;
  if (address === null) return;
  say(
    turn,
    'o.a.z.s.ServerCnxnFactory@169',
    'Using org.apache.zookeeper.server.NIOServerCnxnFactory as server connection factory',
  );
  logMaxCnxns(turn);
  say(
    turn,
    'o.a.z.s.NIOServerCnxnFactory@652',
    'Configuring NIO connection handler with 10s sessionless connection timeout, ' +
      '1 selector thread(s), 4 worker threads, and 64 kB direct buffers.',
  );
  const ip = address.host === '0.0.0.0' ? '0.0.0.0/0.0.0.0' : `/${address.host}`;
  say(turn, 'o.a.z.s.NIOServerCnxnFactory@660', `binding to port ${ip}:${address.port}`);
}

function logDatabaseSettings(turn: ServerTurn): void {
  const manager = 'Using org.apache.zookeeper.server.watch.WatchManager as watch manager';
  say(turn, 'o.a.z.s.w.WatchManagerFactory@42', manager, manager);
  const factor = turn.state.config.systemProperties['zookeeper.snapshotSizeFactor'] ?? '0.33';
  say(turn, 'o.a.z.s.ZKDatabase@132', `zookeeper.snapshotSizeFactor = ${factor}`);
  const count = commitLogCount(turn.state.config);
  say(turn, 'o.a.z.s.ZKDatabase@152', `zookeeper.commitLogCount=${count}`);
}

function logCleanup(turn: ServerTurn): void {
  const source = 'o.a.z.s.DatadirCleanupManager';
  const { snapRetainCount, purgeIntervalHours } = turn.state.config;
  say(turn, `${source}@78`, `autopurge.snapRetainCount set to ${snapRetainCount}`);
  say(turn, `${source}@79`, `autopurge.purgeInterval set to ${purgeIntervalHours}`);
  if (purgeIntervalHours <= 0) say(turn, `${source}@101`, 'Purge task is not scheduled.');
}

function say(turn: ServerTurn, source: string, ...texts: readonly string[]): void {
  for (const text of texts) logLine(turn, 'INFO', `main:${source}`, text);
}

const BANNER: readonly string[] = [
  '',
  '  ______                  _                                          ',
  ' |___  /                 | |                                         ',
  '    / /    ___     ___   | | __   ___    ___   _ __     ___   _ __   ',
  "   / /    / _ \\   / _ \\  | |/ /  / _ \\  / _ \\ | '_ \\   / _ \\ | '__|",
  '  / /__  | (_) | | (_) | |   <  |  __/ |  __/ | |_) | |  __/ | |    ',
  ' /_____|  \\___/   \\___/  |_|\\_\\  \\___|  \\___| | .__/   \\___| |_|',
  '                                              | |                     ',
  '                                              |_|                     ',
  '',
];

/** What a server says when it opens its doors; `isDeciding`: with PrepRequestProcessor. */
export function logServing(turn: ServerTurn, isDeciding: boolean): void {
  const { config } = turn.state;
  const throttler = 'zookeeper.request_throttler.shutdownTimeout = 10000 ms';
  const prep = () => {
    if (!isDeciding) return;
    const sid = config.isDistributed ? config.serverId : 0;
    const text = `PrepRequestProcessor (sid:${sid}) started, reconfigEnabled=${config.reconfigEnabled}`;
    logLine(turn, 'INFO', `${processThread(turn)}:o.a.z.s.PrepRequestProcessor@138`, text);
  };
  if (config.isDistributed) prep();
  logLine(turn, 'INFO', `${mainThread(turn)}:o.a.z.s.RequestThrottler@75`, throttler);
  if (!config.isDistributed) prep();
}

/** What a server says when its role ends: each processor of the chain, and each thread that leaves. */
export function logShutdown(turn: ServerTurn, pipeline: PipelineName): void {
  if (isQuiet(turn)) return;
  const { config } = turn.state;
  const myid = config.isDistributed ? config.serverId : 0;
  const threads = {
    main: mainThread(turn),
    throttler: 'RequestThrottler',
    prep: processThread(turn),
    sync: `SyncThread:${myid}`,
    commit: `CommitProcessor:${myid}`,
    follower: `FollowerRequestProcessor:${myid}`,
    observer: `ObserverRequestProcessor:${myid}`,
  };
  const lines = [...SHUTDOWN_BEGINS, ...SHUTDOWN[pipeline]];
  for (const [thread, source, text] of lines) {
    logLine(turn, 'INFO', `${threads[thread]}:o.a.z.s.${source}`, text);
  }
}

type ShutdownLine = readonly [
  thread: 'main' | 'throttler' | 'prep' | 'sync' | 'commit' | 'follower' | 'observer',
  source: string,
  text: string,
];

const SHUTDOWN_BEGINS: readonly ShutdownLine[] = [
  ['main', 'ZooKeeperServer@839', 'shutting down'],
  ['main', 'RequestThrottler@258', 'Shutting down'],
  ['throttler', 'RequestThrottler@219', 'Draining request throttler queue'],
  ['throttler', 'RequestThrottler@195', 'RequestThrottler shutdown. Dropped 0 requests'],
];
const FINAL: ShutdownLine = [
  'main',
  'FinalRequestProcessor@684',
  'shutdown of request processor complete',
];
const TRACKER: ShutdownLine = ['main', 'SessionTrackerImpl@253', 'Shutting down'];
const PREP: ShutdownLine = ['main', 'PrepRequestProcessor@1072', 'Shutting down'];
const PREP_ENDS: ShutdownLine = [
  'prep',
  'PrepRequestProcessor@162',
  'PrepRequestProcessor exited loop!',
];
const SYNC: ShutdownLine = ['main', 'SyncRequestProcessor@255', 'Shutting down'];
const SYNC_ENDS: ShutdownLine = [
  'sync',
  'SyncRequestProcessor@224',
  'SyncRequestProcessor exited!',
];
const COMMIT: ShutdownLine = ['main', 'q.CommitProcessor@632', 'Shutting down'];
const COMMIT_ENDS: ShutdownLine = [
  'commit',
  'q.CommitProcessor@420',
  'CommitProcessor exited loop!',
];

/** A learner keeps its SyncRequestProcessor: only the chain of its clients' requests ends. */
const SHUTDOWN: Readonly<Record<PipelineName, readonly ShutdownLine[]>> = {
  standalone: [TRACKER, PREP, SYNC, SYNC_ENDS, FINAL, PREP_ENDS],
  leader: [
    TRACKER,
    ['main', 'q.LeaderRequestProcessor@79', 'Shutting down'],
    PREP,
    ['main', 'q.ProposalRequestProcessor@95', 'Shutting down'],
    COMMIT,
    ['main', 'q.Leader$ToBeAppliedRequestProcessor@1127', 'Shutting down'],
    FINAL,
    COMMIT_ENDS,
    SYNC,
    PREP_ENDS,
    SYNC_ENDS,
  ],
  follower: [
    ['main', 'q.FollowerRequestProcessor@172', 'Shutting down'],
    ['follower', 'q.FollowerRequestProcessor@128', 'FollowerRequestProcessor exited loop!'],
    COMMIT,
    FINAL,
    COMMIT_ENDS,
  ],
  observer: [
    ['main', 'q.ObserverRequestProcessor@161', 'Shutting down'],
    ['observer', 'q.ObserverRequestProcessor@129', 'ObserverRequestProcessor exited loop!'],
    COMMIT,
    FINAL,
    COMMIT_ENDS,
  ],
  readOnly: [FINAL],
};

function logMaxCnxns(turn: ServerTurn): void {
  const most = numberProperty(turn.state.config, 'zookeeper.maxCnxns', 0);
  const source = 'o.a.z.s.ServerCnxnFactory';
  if (most > 0) return say(turn, `${source}@312`, `maxCnxns configured value is ${most}.`);
  const [line, text] =
    most < 0 ? [306, 'should be greater than or equal to 0,'] : [309, 'is not configured,'];
  const whole = `maxCnxns ${text} using default value 0.`;
  logLine(turn, 'WARN', `main:${source}@${line}`, whole);
}
