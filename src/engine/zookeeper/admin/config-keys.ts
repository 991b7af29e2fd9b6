/**
 * The keys of zoo.cfg, each with its default and how its value is read.
 *
 * Mirrors: QuorumPeerConfig.parseProperties and its fields' defaults, 3.8.0.
 * Departs: TLS, SASL logins and metrics providers' own settings are read and otherwise unused.
 * Read next: config.ts.
 */
import type { LearnerType } from './config-types.ts';
import { ConfigError, parseJavaBoolean, parseJavaInt, parseJavaLong } from './java-values.ts';
import { parseLearnerType } from './quorum-verifier.ts';

/** Settings while they are being read. */
export interface ConfigDraft {
  dataDir: string | null;
  dataLogDir: string | null;
  clientPort: number;
  clientPortAddress: string | null;
  secureClientPort: number;
  secureClientPortAddress: string | null;
  observerMasterPort: number;
  clientPortListenBacklog: number;
  tickTimeMs: number;
  maxClientCnxns: number;
  minSessionTimeoutMs: number;
  maxSessionTimeoutMs: number;
  initLimit: number;
  syncLimit: number;
  connectToLearnerMasterLimit: number;
  localSessionsEnabled: boolean;
  localSessionsUpgradingEnabled: boolean;
  quorumListenOnAllIPs: boolean;
  peerType: LearnerType;
  syncEnabled: boolean;
  dynamicConfigFile: string | null;
  snapRetainCount: number;
  purgeIntervalHours: number;
  standaloneEnabled: boolean;
  reconfigEnabled: boolean;
  sslQuorum: boolean;
  portUnification: boolean;
  sslQuorumReloadCertFiles: boolean;
  quorumEnableSasl: boolean;
  quorumServerRequireSasl: boolean;
  quorumLearnerRequireSasl: boolean;
  quorumCnxnThreadsSize: number;
  jvmPauseMonitorToRun: boolean;
  jvmPauseInfoThresholdMs: number;
  jvmPauseWarnThresholdMs: number;
  jvmPauseSleepTimeMs: number;
  metricsProviderClassName: string;
  multiAddressEnabled: boolean;
  multiAddressReachabilityCheckEnabled: boolean;
  multiAddressReachabilityCheckTimeoutMs: number;
  oraclePath: string | null;
  systemProperties: Record<string, string>;
}

/** All defaults. */
export function emptyDraft(systemProperties: Readonly<Record<string, string>>): ConfigDraft {
  return {
    dataDir: null,
    dataLogDir: null,
    clientPort: 0,
    clientPortAddress: null,
    secureClientPort: 0,
    secureClientPortAddress: null,
    observerMasterPort: 0,
    clientPortListenBacklog: -1,
    tickTimeMs: 3000,
    maxClientCnxns: 60,
    minSessionTimeoutMs: -1,
    maxSessionTimeoutMs: -1,
    initLimit: 0,
    syncLimit: 0,
    connectToLearnerMasterLimit: 0,
    localSessionsEnabled: false,
    localSessionsUpgradingEnabled: false,
    quorumListenOnAllIPs: false,
    peerType: 'PARTICIPANT',
    syncEnabled: true,
    dynamicConfigFile: null,
    snapRetainCount: 3,
    purgeIntervalHours: 0,
    standaloneEnabled: true,
    reconfigEnabled: false,
    sslQuorum: false,
    portUnification: false,
    sslQuorumReloadCertFiles: false,
    quorumEnableSasl: false,
    quorumServerRequireSasl: false,
    quorumLearnerRequireSasl: false,
    quorumCnxnThreadsSize: 0,
    jvmPauseMonitorToRun: false,
    jvmPauseInfoThresholdMs: 1000,
    jvmPauseWarnThresholdMs: 10000,
    jvmPauseSleepTimeMs: 500,
    metricsProviderClassName: 'org.apache.zookeeper.metrics.impl.DefaultMetricsProvider',
    multiAddressEnabled:
      systemProperties['zookeeper.multiAddress.enabled']?.toLowerCase() === 'true',
    multiAddressReachabilityCheckEnabled: true,
    multiAddressReachabilityCheckTimeoutMs: 1000,
    oraclePath: null,
    systemProperties: { ...systemProperties },
  };
}

type KeyOf<T> = {
  [K in keyof ConfigDraft]: ConfigDraft[K] extends T ? K : never;
}[keyof ConfigDraft];

const NUMBERS: Readonly<Record<string, KeyOf<number>>> = {
  clientPort: 'clientPort',
  secureClientPort: 'secureClientPort',
  observerMasterPort: 'observerMasterPort',
  clientPortListenBacklog: 'clientPortListenBacklog',
  tickTime: 'tickTimeMs',
  maxClientCnxns: 'maxClientCnxns',
  minSessionTimeout: 'minSessionTimeoutMs',
  maxSessionTimeout: 'maxSessionTimeoutMs',
  initLimit: 'initLimit',
  syncLimit: 'syncLimit',
  connectToLearnerMasterLimit: 'connectToLearnerMasterLimit',
  'autopurge.snapRetainCount': 'snapRetainCount',
  'autopurge.purgeInterval': 'purgeIntervalHours',
  'quorum.cnxn.threads.size': 'quorumCnxnThreadsSize',
  'multiAddress.reachabilityCheckTimeoutMs': 'multiAddressReachabilityCheckTimeoutMs',
};

const LONGS: Readonly<Record<string, KeyOf<number>>> = {
  'jvm.pause.info-threshold.ms': 'jvmPauseInfoThresholdMs',
  'jvm.pause.warn-threshold.ms': 'jvmPauseWarnThresholdMs',
  'jvm.pause.sleep.time.ms': 'jvmPauseSleepTimeMs',
};

const BOOLEANS: Readonly<Record<string, KeyOf<boolean>>> = {
  localSessionsEnabled: 'localSessionsEnabled',
  localSessionsUpgradingEnabled: 'localSessionsUpgradingEnabled',
  quorumListenOnAllIPs: 'quorumListenOnAllIPs',
  syncEnabled: 'syncEnabled',
  standaloneEnabled: 'standaloneEnabled',
  reconfigEnabled: 'reconfigEnabled',
  sslQuorum: 'sslQuorum',
  portUnification: 'portUnification',
  sslQuorumReloadCertFiles: 'sslQuorumReloadCertFiles',
  'quorum.auth.enableSasl': 'quorumEnableSasl',
  'quorum.auth.serverRequireSasl': 'quorumServerRequireSasl',
  'quorum.auth.learnerRequireSasl': 'quorumLearnerRequireSasl',
  'jvm.pause.monitor': 'jvmPauseMonitorToRun',
  'multiAddress.enabled': 'multiAddressEnabled',
  'multiAddress.reachabilityCheckEnabled': 'multiAddressReachabilityCheckEnabled',
};

const TEXTS: Readonly<Record<string, KeyOf<string | null>>> = {
  dataDir: 'dataDir',
  dataLogDir: 'dataLogDir',
  clientPortAddress: 'clientPortAddress',
  secureClientPortAddress: 'secureClientPortAddress',
  dynamicConfigFile: 'dynamicConfigFile',
  'metricsProvider.className': 'metricsProviderClassName',
  oraclePath: 'oraclePath',
};

/** Settings that are accepted and have no effect here. */
const UNUSED = new Set([
  'quorum.auth.learner.saslLoginContext',
  'quorum.auth.server.saslLoginContext',
  'quorum.auth.kerberos.servicePrincipal',
]);

/** Every key that zoo.cfg gives a meaning of its own; others become system properties. */
export const CONFIG_KEYS: readonly string[] = [
  ...Object.keys({ ...NUMBERS, ...LONGS, ...BOOLEANS, ...TEXTS }),
  ...['peerType', 'electionAlg', ...UNUSED],
].sort();

/** Reads one line into the draft. Throws ConfigError. */
export function applyKey(draft: ConfigDraft, key: string, value: string): void {
  const fields = draft as unknown as Record<string, unknown>;
  if (Object.hasOwn(NUMBERS, key)) fields[NUMBERS[key]!] = parseJavaInt(value);
  else if (Object.hasOwn(LONGS, key)) fields[LONGS[key]!] = parseJavaLong(value);
  else if (Object.hasOwn(BOOLEANS, key)) fields[BOOLEANS[key]!] = parseJavaBoolean(key, value);
  else if (Object.hasOwn(TEXTS, key)) fields[TEXTS[key]!] = value;
  else if (key === 'peerType') draft.peerType = parseLearnerType(value);
  else if (key === 'electionAlg') {
    if (parseJavaInt(value) !== 3) {
      throw new ConfigError('config', 'Invalid electionAlg value. Only 3 is supported.');
    }
  } else if (!UNUSED.has(key) && !key.startsWith('metricsProvider.')) {
    // Members too: upstream keeps `server.N` lines as properties that nothing reads.
    draft.systemProperties[`zookeeper.${key}`] = value;
  }
}
