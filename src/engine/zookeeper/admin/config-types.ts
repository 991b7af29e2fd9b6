/**
 * What a parsed zoo.cfg holds: the settings of one server and the members of its ensemble.
 *
 * Mirrors: QuorumPeerConfig's fields, QuorumPeer.QuorumServer, QuorumMaj and QuorumHierarchical,
 * 3.8.0. Names are upstream's; times end in their unit.
 * Departs: TLS and SASL settings are read and kept, but nothing is encrypted or authenticated.
 * Read next: config.ts (the parser), quorum-verifier.ts (members and quorums).
 */

/** Host as it was written (a name or an address) and port. `0.0.0.0` listens everywhere. */
export interface InetSocketAddress {
  readonly host: string;
  readonly port: number;
}

/** Mirrors QuorumPeer.LearnerType. */
export type LearnerType = 'PARTICIPANT' | 'OBSERVER';

/** One `server.N` line. */
export interface QuorumServer {
  readonly sid: number;
  /** Where the leader takes learners. The first address; see `addresses` for the rest. */
  readonly quorumAddress: InetSocketAddress;
  readonly electionAddress: InetSocketAddress;
  /** All addresses of the line: more than one only with multiAddress.enabled. */
  readonly addresses: readonly {
    readonly quorum: InetSocketAddress;
    readonly election: InetSocketAddress;
  }[];
  readonly clientAddress: InetSocketAddress | null;
  /** The client address came from clientPort, so the dynamic configuration does not print it. */
  readonly isClientAddressFromStatic: boolean;
  readonly type: LearnerType;
}

/** The members of an ensemble and what makes a quorum of them. Members ascend by sid. */
export interface QuorumVerifier {
  readonly kind: 'majority' | 'hierarchical';
  readonly members: readonly QuorumServer[];
  /** Configuration version: the zxid of the reconfig that made it; 0n from the file. */
  readonly version: bigint;
  /** Hierarchical only: `group.N=1:2:3` lines and `weight.N=1` lines. */
  readonly groups: readonly {
    readonly gid: number;
    readonly sids: readonly number[];
  }[];
  readonly weights: readonly {
    readonly sid: number;
    readonly weight: number;
  }[];
}

/** Every setting of a server after parsing, defaults filled in. */
export interface QuorumPeerConfig {
  /** Path of zoo.cfg, as it was given. */
  readonly configFileName: string;
  /** -1 when there is no myid file. */
  readonly serverId: number;
  readonly clientPortAddress: InetSocketAddress | null;
  readonly secureClientPortAddress: InetSocketAddress | null;
  readonly observerMasterPort: number;
  readonly clientPortListenBacklog: number;
  /** Absolute; the files are in `version-2` below. See snapDir and logDir in config.ts. */
  readonly dataDir: string;
  readonly dataLogDir: string;
  readonly tickTimeMs: number;
  readonly maxClientCnxns: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  /** In ticks, as the two below. */
  readonly initLimit: number;
  readonly syncLimit: number;
  readonly connectToLearnerMasterLimit: number;
  readonly localSessionsEnabled: boolean;
  readonly localSessionsUpgradingEnabled: boolean;
  readonly electionAlg: 3;
  readonly quorumListenOnAllIPs: boolean;
  readonly peerType: LearnerType;
  readonly syncEnabled: boolean;
  readonly dynamicConfigFile: string | null;
  readonly snapRetainCount: number;
  readonly purgeIntervalHours: number;
  readonly standaloneEnabled: boolean;
  readonly reconfigEnabled: boolean;
  readonly multiAddressEnabled: boolean;
  readonly metricsProviderClassName: string;
  readonly sslQuorum: boolean;
  readonly portUnification: boolean;
  readonly quorumSasl: {
    readonly enabled: boolean;
    readonly serverRequired: boolean;
    readonly learnerRequired: boolean;
  };
  readonly jvmPauseMonitor: {
    readonly isOn: boolean;
    readonly infoThresholdMs: number;
    readonly warnThresholdMs: number;
    readonly sleepTimeMs: number;
  };
  /** No members when no `server.N` line is given. */
  readonly quorumVerifier: QuorumVerifier;
  /** From `zoo.cfg.dynamic.next`: a reconfig that was proposed but not seen committed. */
  readonly lastSeenQuorumVerifier: QuorumVerifier | null;
  /** Whether a quorum peer is started, and not a standalone server. */
  readonly isDistributed: boolean;
  /** The whole text of zoo.cfg. */
  readonly initialConfig: string;
  /** Java system properties: `-Dname=value`, and every key the parser does not know as `zookeeper.key`. */
  readonly systemProperties: Readonly<Record<string, string>>;
  /** Names of planted faults (`-Dmutant=A,B`), for proofs that the invariants see them. */
  readonly mutants: readonly string[];
}

/** A line the parser logs, for the server's log. */
export interface ConfigLogLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  /** Abbreviated logger without `o.a.z.`, for example `s.q.QuorumPeerConfig`; its line may follow. */
  readonly source: string;
  readonly text: string;
  /** What the main thread knew of itself by then; nothing before the myid file was read. */
  readonly myid: string;
}

export type ConfigResult =
  | {
      readonly ok: true;
      readonly config: QuorumPeerConfig;
      readonly log: readonly ConfigLogLine[];
    }
  | {
      readonly ok: false;
      /** The innermost cause, for example `dataDir is not set`. */
      readonly message: string;
      /** Includes the ERROR line with the chain of exceptions. */
      readonly log: readonly ConfigLogLine[];
      /** What goes to standard error. */
      readonly stderr: string;
      /** ExitCode.INVALID_INVOCATION, or UNEXPECTED_ERROR where upstream itself stumbles. */
      readonly exitCode: 1 | 2;
    };
