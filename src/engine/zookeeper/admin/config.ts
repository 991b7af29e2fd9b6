/**
 * Reads zoo.cfg (with myid and the dynamic configuration file beside it) into the settings of one
 * server, or says why it cannot be used.
 *
 * Mirrors: QuorumPeerConfig.parse, 3.8.0: every key, every check, the log lines and the messages;
 * QuorumPeerMain.main for the exit code. Keys nobody knows become system properties.
 * Departs: no keystores; stack traces end after the exceptions' own lines; playground.commitLogCount is
 * ours.
 * Read next: config-types.ts, quorum-verifier.ts, ../server/zookeeper-server.ts.
 */
import { javaLong } from '../../java/integers.ts';
import { readText } from '../../kernel/disk.ts';
import type { ConfigDraft } from './config-keys.ts';
import { applyKey, emptyDraft } from './config-keys.ts';
import {
  checkDistributed,
  readMembers,
  readMyId,
  settleClientAddress,
  settlePeerType,
} from './config-members.ts';
import type { ConfigSurroundings, Parsing } from './config-parsing.ts';
import { absolutePath, failure, info, warn } from './config-parsing.ts';
import type { ConfigResult, InetSocketAddress, QuorumPeerConfig } from './config-types.ts';
import { checkPort, ConfigError } from './java-values.ts';
import { parseProperties } from '../../java/properties.ts';
import { COMMIT_LOG_COUNT } from '../data/database.ts';
import { votingMembers } from './quorum-verifier.ts';

export type { ConfigSurroundings } from './config-parsing.ts';
export { getVersionFromFilename } from './config-members.ts';

const MIN_SNAP_RETAIN_COUNT = 3;

/** Reads the text of zoo.cfg. Never throws. */
export function parseQuorumPeerConfig(text: string, around: ConfigSurroundings): ConfigResult {
  const fileName = around.fileName ?? 'zoo.cfg';
  const parsing: Parsing = { around: { cwd: '/', ...around, fileName }, log: [], myid: '' };
  info(parsing, `Reading configuration from: ${fileName}`);
  try {
    const config = readConfig(text, parsing);
    return { ok: true, config, log: parsing.log };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return failure(parsing, error);
  }
}

/** Reads the zoo.cfg at a path, with upstream's complaint when there is none. */
export function loadQuorumPeerConfig(path: string, around: ConfigSurroundings): ConfigResult {
  const text = readText(around.disk, absolutePath(path, around.cwd ?? '/'));
  if (text !== undefined) return parseQuorumPeerConfig(text, { ...around, fileName: path });
  const parsing: Parsing = { around: { cwd: '/', ...around, fileName: path }, log: [], myid: '' };
  info(parsing, `Reading configuration from: ${path}`);
  return failure(parsing, new ConfigError('argument', `${path} file is missing`));
}

/** Where snapshots are: `dataDir/version-2`. */
export function snapDir(config: QuorumPeerConfig): string {
  return `${config.dataDir}/version-2`;
}

/** Where transaction logs are: `dataLogDir/version-2`. */
export function logDir(config: QuorumPeerConfig): string {
  return `${config.dataLogDir}/version-2`;
}

/** A Java system property of the server; zoo.cfg's own keys are under `zookeeper.`. */
export function systemProperty(config: QuorumPeerConfig, name: string): string | undefined {
  return config.systemProperties[name];
}

/** Boolean.getBoolean: true only for the text `true`. */
export function booleanProperty(
  config: QuorumPeerConfig,
  name: string,
  otherwise = false,
): boolean {
  const value = config.systemProperties[name];
  return value === undefined ? otherwise : value.toLowerCase() === 'true';
}

/** Integer.getInteger and Long.getLong: the default when unset or no number. */
export function numberProperty(config: QuorumPeerConfig, name: string, otherwise: number): number {
  const value = config.systemProperties[name];
  return value === undefined ? otherwise : Number(javaLong(value) ?? otherwise);
}

/**
 * How many committed transactions a server keeps for lagging learners: `zookeeper.commitLogCount`,
 * at least 500, as upstream. `playground.commitLogCount` may be small, so that SNAP can be seen.
 */
export function commitLogCount(config: QuorumPeerConfig): number {
  const own = numberProperty(config, 'playground.commitLogCount', 0);
  if (own > 0) return own;
  const count = numberProperty(config, 'zookeeper.commitLogCount', COMMIT_LOG_COUNT);
  return Math.max(count, COMMIT_LOG_COUNT);
}

function readConfig(text: string, parsing: Parsing): QuorumPeerConfig {
  const { around } = parsing;
  const properties = parseProperties(text);
  const draft = readKeys(properties, parsing);
  checkSasl(draft);
  if (draft.snapRetainCount < MIN_SNAP_RETAIN_COUNT) {
    warn(
      parsing,
      `Invalid autopurge.snapRetainCount: ${draft.snapRetainCount}. ` +
        `Defaulting to ${MIN_SNAP_RETAIN_COUNT}`,
    );
    draft.snapRetainCount = MIN_SNAP_RETAIN_COUNT;
  }
  if (draft.dataDir === null) throw new ConfigError('argument', 'dataDir is not set');
  const addresses = readAddresses(draft, parsing);
  const timeouts = readTimeouts(draft);
  info(parsing, `metricsProvider.className is ${draft.metricsProviderClassName}`);
  checkMetricsProvider(draft.metricsProviderClassName);
  const dataDir = absolutePath(draft.dataDir, around.cwd);
  const members = readMembers(draft, properties, parsing);
  const serverId = readMyId(dataDir, parsing);
  const client = settleClientAddress(serverId, addresses.client, members.current);
  const isDistributed = !draft.standaloneEnabled || votingMembers(client.verifier).length > 1;
  if (isDistributed) checkDistributed(draft, serverId);
  return {
    configFileName: around.fileName,
    serverId,
    clientPortAddress: client.address,
    secureClientPortAddress: addresses.secure,
    observerMasterPort: Math.max(0, draft.observerMasterPort),
    clientPortListenBacklog: draft.clientPortListenBacklog,
    dataDir,
    dataLogDir: draft.dataLogDir === null ? dataDir : absolutePath(draft.dataLogDir, around.cwd),
    tickTimeMs: draft.tickTimeMs,
    maxClientCnxns: draft.maxClientCnxns,
    ...timeouts,
    initLimit: draft.initLimit,
    syncLimit: draft.syncLimit,
    connectToLearnerMasterLimit: draft.connectToLearnerMasterLimit,
    localSessionsEnabled: draft.localSessionsEnabled,
    localSessionsUpgradingEnabled: draft.localSessionsUpgradingEnabled,
    electionAlg: 3,
    quorumListenOnAllIPs: draft.quorumListenOnAllIPs,
    peerType: settlePeerType(serverId, draft.peerType, client.verifier, parsing),
    syncEnabled: draft.syncEnabled,
    dynamicConfigFile: draft.dynamicConfigFile,
    snapRetainCount: draft.snapRetainCount,
    purgeIntervalHours: draft.purgeIntervalHours,
    standaloneEnabled: draft.standaloneEnabled,
    reconfigEnabled: draft.reconfigEnabled,
    multiAddressEnabled: draft.multiAddressEnabled,
    ...settingsWithoutEffect(draft),
    quorumVerifier: client.verifier,
    lastSeenQuorumVerifier: members.lastSeen,
    isDistributed,
    initialConfig: text,
    systemProperties: draft.systemProperties,
    mutants: (draft.systemProperties.mutant ?? '').split(',').filter((name) => name !== ''),
  };
}

/** Read, checked and kept, although nothing here is encrypted, logged in or paused. */
function settingsWithoutEffect(
  draft: ConfigDraft,
): Pick<
  QuorumPeerConfig,
  'metricsProviderClassName' | 'sslQuorum' | 'portUnification' | 'quorumSasl' | 'jvmPauseMonitor'
> {
  return {
    metricsProviderClassName: draft.metricsProviderClassName,
    sslQuorum: draft.sslQuorum,
    portUnification: draft.portUnification,
    quorumSasl: {
      enabled: draft.quorumEnableSasl,
      serverRequired: draft.quorumServerRequireSasl,
      learnerRequired: draft.quorumLearnerRequireSasl,
    },
    jvmPauseMonitor: {
      isOn: draft.jvmPauseMonitorToRun,
      infoThresholdMs: draft.jvmPauseInfoThresholdMs,
      warnThresholdMs: draft.jvmPauseWarnThresholdMs,
      sleepTimeMs: draft.jvmPauseSleepTimeMs,
    },
  };
}

function readKeys(properties: ReadonlyMap<string, string>, parsing: Parsing): ConfigDraft {
  const draft = emptyDraft(parsing.around.systemProperties);
  for (const [rawKey, rawValue] of properties) {
    const key = rawKey.trim();
    const value = rawValue.trim();
    const isMember = /^(server\.|group|weight)/.test(key);
    if (isMember && properties.has('dynamicConfigFile')) {
      throw new ConfigError(
        'config',
        `parameter: ${key} must be in a separate dynamic config file`,
      );
    }
    applyKey(draft, key, value);
    if ((key === 'dataDir' || key === 'dataLogDir') && !/^(\/|\.\/)/.test(value)) {
      warn(parsing, `${value} is relative. Prepend ./ to indicate that you're sure!`);
    }
  }
  return draft;
}

function checkSasl(draft: ConfigDraft): void {
  const enable = 'quorum.auth.enableSasl';
  const server = 'quorum.auth.serverRequireSasl';
  const learner = 'quorum.auth.learnerRequireSasl';
  const refuse = (off: string, on: string): never => {
    throw new ConfigError('argument', `${off} is disabled, so cannot enable ${on}`);
  };
  if (!draft.quorumEnableSasl && draft.quorumServerRequireSasl) refuse(enable, server);
  if (!draft.quorumEnableSasl && draft.quorumLearnerRequireSasl) refuse(enable, learner);
  if (!draft.quorumLearnerRequireSasl && draft.quorumServerRequireSasl) refuse(learner, server);
}

function readAddresses(
  draft: ConfigDraft,
  parsing: Parsing,
): { client: InetSocketAddress | null; secure: InetSocketAddress | null } {
  const read = (name: string, port: number, host: string | null): InetSocketAddress | null => {
    if (port === 0) {
      info(parsing, `${name} is not set`);
      if (host === null) return null;
      throw new ConfigError('argument', `${name}Address is set but ${name} is not set`);
    }
    const address = { host: host ?? '0.0.0.0', port: checkPort(port) };
    const ip = resolve(parsing, address.host);
    info(parsing, `${name}Address is ${ip.includes(':') ? `[${ip}]` : ip}:${port}`);
    return address;
  };
  const client = read('clientPort', draft.clientPort, draft.clientPortAddress);
  const secure = read('secureClientPort', draft.secureClientPort, draft.secureClientPortAddress);
  info(
    parsing,
    draft.observerMasterPort <= 0
      ? 'observerMasterPort is not set'
      : `observerMasterPort is ${draft.observerMasterPort}`,
  );
  return { client, secure };
}

function resolve({ around }: Parsing, host: string): string {
  if (around.resolve === undefined || /^[0-9.]+$|:/.test(host)) return host;
  const ip = around.resolve(host);
  if (ip === undefined) {
    throw new ConfigError('unknown-host', `${host}: Name or service not known`);
  }
  return ip;
}

function readTimeouts(
  draft: ConfigDraft,
): Pick<QuorumPeerConfig, 'minSessionTimeoutMs' | 'maxSessionTimeoutMs'> {
  const { tickTimeMs, minSessionTimeoutMs: min, maxSessionTimeoutMs: max } = draft;
  if (tickTimeMs === 0) throw new ConfigError('argument', 'tickTime is not set');
  const minSessionTimeoutMs = min === -1 ? tickTimeMs * 2 : min;
  const maxSessionTimeoutMs = max === -1 ? tickTimeMs * 20 : max;
  if (minSessionTimeoutMs > maxSessionTimeoutMs) {
    throw new ConfigError(
      'argument',
      'minSessionTimeout must not be larger than maxSessionTimeout',
    );
  }
  return { minSessionTimeoutMs, maxSessionTimeoutMs };
}

function checkMetricsProvider(className: string): void {
  const known = [
    'org.apache.zookeeper.metrics.impl.DefaultMetricsProvider',
    'org.apache.zookeeper.metrics.impl.NullMetricsProvider',
    'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider',
  ];
  if (!known.includes(className)) {
    throw new ConfigError('argument', 'metrics provider class was not found');
  }
}
