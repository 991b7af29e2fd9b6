/**
 * What a quorum peer starts with: its role machine's settings, its memory, and the logs that must reach
 * the disk first.
 *
 * Mirrors: QuorumPeer's constructor and loadDataBase, QuorumPeerMain.runFromConfig, 3.8.0.
 * Departs: a log that a killed process left in the page cache is synced before it is voted with.
 * Read next: quorum-server.ts.
 */
import { entryAt } from '../../kernel/disk.ts';
import { splitStream } from '../../kernel/random.ts';
import { startChart } from '../../kernel/statechart.ts';
import { booleanProperty, logDir, numberProperty } from '../admin/config.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import { memberOf } from '../admin/quorum-verifier.ts';
import { dataFiles } from '../persistence/data-file-name.ts';
import type { LoadedEpochs } from '../persistence/epoch-file.ts';
import type { ServerTurn } from '../server/server-state.ts';
import type { QuorumPeerContext } from './quorum-peer.machine.ts';
import { quorumPeerMachine } from './quorum-peer.machine.ts';
import type { PeerState } from './quorum-state.ts';

/** The role of a server that has not started, standalone or not. */
export function initialPeerChart(config: QuorumPeerConfig) {
  const tickTimeMs = config.tickTimeMs;
  const minNotificationIntervalMs = numberProperty(
    config,
    'zookeeper.fastleader.minNotificationInterval',
    200,
  );
  const context: QuorumPeerContext = {
    tickTimeMs,
    initLimitMs: config.initLimit * tickTimeMs,
    minNotificationIntervalMs,
    maxNotificationIntervalMs: numberProperty(
      config,
      'zookeeper.fastleader.maxNotificationInterval',
      60_000,
    ),
    finalizeWaitMs: minNotificationIntervalMs,
    connectRetryMs: numberProperty(config, 'zookeeper.leaderConnectDelayDuringRetryMs', 100),
    isReadOnlyModeEnabled: booleanProperty(config, 'readonlymode.enabled'),
    notTimeoutMs: minNotificationIntervalMs,
    electedRole: 'following',
    silenceLeftMs: config.initLimit * tickTimeMs,
    electionDelayMs: 0,
  };
  return startChart(quorumPeerMachine, context).chart;
}

/** A process that was killed leaves a log that only the page cache holds: synced before the vote. */
export function unsyncedLogs(turn: ServerTurn): readonly string[] {
  const { disk } = turn.env.host;
  return dataFiles(disk, logDir(turn.state.config), 'log')
    .map(({ path }) => path)
    .filter((path) => {
      const entry = entryAt(disk, path);
      return entry?.kind === 'file' && entry.content !== entry.durable;
    });
}

/** What the peer knows before its first election. */
export function initialPeer(turn: ServerTurn, epochs: LoadedEpochs): PeerState {
  const { config, db, process } = turn.state;
  const myid = config.serverId;
  const { quorumVerifier } = config;
  const learnerType = memberOf(quorumVerifier, myid)?.type ?? config.peerType;
  return {
    myid,
    learnerType,
    serverState: 'LOOKING',
    zabState: 'ELECTION',
    syncMode: 'NONE',
    quorumVerifier,
    lastSeenQuorumVerifier: config.lastSeenQuorumVerifier ?? quorumVerifier,
    acceptedEpoch: epochs.acceptedEpoch,
    currentEpoch: epochs.currentEpoch,
    currentVote: {
      leader: myid,
      zxid: db.lastProcessedZxid,
      electionEpoch: 0,
      peerEpoch: epochs.currentEpoch,
      state: 'LOOKING',
    },
    reconfigFlag: false,
    logicalclock: 0,
    tick: 0,
    startFleMs: 0,
    electionTimeTakenMs: 0,
    random: splitStream(process.seed, 'observer'),
    isReadOnlyServing: false,
    mustReload: false,
    pendingSync: null,
    learnersSeen: [],
    tokens: 0,
    initializedClasses: [],
  };
}
