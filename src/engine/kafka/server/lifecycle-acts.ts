/**
 * What routines have done to the broker, and what they are told about it.
 *
 * Mirrors: the statements of kafka.server.KafkaServer that touch its parts, BrokerMetadataCheckpoint.write,
 * 2.8.0.
 * Read next: lifecycle-calls.ts.
 */
import { javaDate } from '../../java/format.ts';
import { base64 } from '../../java/base64.ts';
import { readText } from '../../kernel/disk.ts';
import { mapFrom } from '../../kernel/persistent-map.ts';
import { nextInteger, splitStream } from '../../kernel/random.ts';
import { ownState } from '../../kernel/turn.ts';
import { shutdownController, startController } from '../controller/controller.ts';
import {
  setOffsetsPartitionCount,
  shutdownGroupCoordinator,
  startGroupCoordinator,
} from '../group/group-coordinator.ts';
import { lockProblem, shutdownLogManager, startLogManager } from '../log/log-manager.ts';
import { shutdownReplicaManager, startReplicaManager } from '../replica/replica-manager.ts';
import {
  shutdownTransactionCoordinator,
  startTransactionCoordinator,
} from '../transaction/transaction-coordinator.ts';
import { zkSessionId } from '../zk/broker-zk.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn } from './broker-state.ts';
import { startConfigChanges, stopConfigChanges } from './config-changes.ts';
import { processConfigChange } from './config-handlers.ts';
import { initializeDynamicConfig } from './dynamic-broker-config.ts';
import { endFarewell } from './farewell.ts';
import { setFeatures } from './features.ts';
import type { LifecycleAct, LifecycleQuestion } from './lifecycle-calls.ts';
import { bindListener, startProcessingRequests, stopProcessingRequests } from './sockets.ts';

/** Plain data, as it is kept with the routine. */
export function answerQuestion(turn: BrokerTurn, question: LifecycleQuestion): unknown {
  const { state, env } = turn;
  switch (question.about) {
    case 'now':
      return { nowMs: env.nowMs, wallClockMs: env.wallClockMs };
    case 'sessions':
      return { current: zkSessionId(state), registered: state.lifecycle.registeredSession };
    case 'newClusterId':
      return randomUuid(state.process.seed);
    case 'metaProperties':
      return readText(env.host.disk, metaPropertiesPath(turn)) ?? null;
    case 'lockProblem':
      return lockProblem(turn);
    case 'loadLogs':
      return startLogManager(turn) ? null : turn.state.logs.problem;
    case 'bind':
      return bindListener(turn, question.host, question.port);
    case 'brokerEpoch':
      return state.brokerEpoch;
    case 'brokerId':
      return state.config.brokerId;
  }
}

/** A random UUID as 22 characters. Mirrors CoreUtils.generateUuidAsBase64. */
function randomUuid(seed: number): string {
  let random = splitStream(seed, 'cluster id');
  const bytes: number[] = [];
  for (let i = 0; i < 16; i++) {
    let byte: number;
    [byte, random] = nextInteger(random, 256);
    bytes.push(byte);
  }
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return base64(bytes).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
}

function metaPropertiesPath({ state }: BrokerTurn): string {
  return `${state.config.logDir}/meta.properties`;
}

export function carryOutAct(turn: BrokerTurn, act: LifecycleAct): void {
  switch (act.do) {
    case 'setClusterId':
      ownState(turn).clusterId = act.clusterId;
      return;
    case 'setBrokerId':
      ownState(turn).config = { ...turn.state.config, brokerId: act.brokerId };
      return;
    case 'setFeatures':
      return setFeatures(turn, act.data, act.version);
    case 'initializeDynamicConfig':
      return initializeDynamicConfig(turn, act.defaults, act.own);
    case 'setTopicConfigs':
      ownState(turn).topicConfigs = mapFrom(act.configs);
      return;
    case 'processConfig':
      return processConfigChange(turn, act.entityPath, act.config);
    case 'setRegistration':
      ownPart(turn, 'lifecycle').registeredSession = act.sessionId;
      if (act.czxid !== null) ownState(turn).brokerEpoch = act.czxid;
      return;
    case 'writeMetaProperties':
      return writeMetaProperties(turn);
    case 'closeFarewell':
      return endFarewell(turn);
    default:
      return startOrEnd(turn, act);
  }
}

type PartAct = Extract<
  LifecycleAct,
  { readonly do: `start${string}` | `stop${string}` | `shutdown${string}` }
>;

function startOrEnd(turn: BrokerTurn, act: PartAct): void {
  switch (act.do) {
    case 'startReplicas':
      return startReplicaManager(turn);
    case 'startController':
      return startController(turn);
    case 'startGroups':
      startGroupCoordinator(turn);
      if (act.partitions !== null) setOffsetsPartitionCount(turn, act.partitions);
      return;
    case 'startTransactions':
      return startTransactionCoordinator(turn);
    case 'startConfigManager':
      return startConfigChanges(turn);
    case 'startProcessing':
      return startProcessingRequests(turn);
    case 'stopProcessing':
      stopConfigChanges(turn);
      return stopProcessingRequests(turn);
    case 'shutdownTransactions':
      return shutdownTransactionCoordinator(turn);
    case 'shutdownGroups':
      return shutdownGroupCoordinator(turn);
    case 'shutdownReplicas':
      return shutdownReplicaManager(turn);
    case 'shutdownLogs':
      return shutdownLogManager(turn);
    case 'shutdownController':
      return shutdownController(turn);
  }
}

/** Written beside, synced, and put in place of the old one, at every start. */
function writeMetaProperties(turn: BrokerTurn): void {
  const path = metaPropertiesPath(turn);
  const { config, clusterId } = turn.state;
  const text =
    `#\n#${javaDate(turn.env.wallClockMs)}\n` +
    `broker.id=${config.brokerId}\nversion=0\ncluster.id=${clusterId}\n`;
  turn.effects.push({ type: 'writeFile', path: `${path}.tmp`, chunks: [text] });
  turn.effects.push({ type: 'sync', path: `${path}.tmp` });
  turn.effects.push({ type: 'rename', from: `${path}.tmp`, to: path });
}
