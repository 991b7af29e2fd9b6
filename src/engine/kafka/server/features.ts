/**
 * What a broker knows of the cluster's finalized features. 2.8.0 has none, but follows the znode.
 *
 * Mirrors: kafka.server.FinalizedFeatureChangeListener, FinalizedFeatureCache, 2.8.0.
 */
import type { WatchedEvent } from '../../zookeeper/client/index.ts';
import { ErrorCode } from '../../zookeeper/client/index.ts';
import { zkCall } from '../zk/broker-zk.ts';
import { decodeFeature } from '../zk/feature-znode.ts';
import { JsonException } from '../zk/json-node.ts';
import { FEATURE_PATH } from '../zk/topic-paths.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn } from './broker-state.ts';
import { kafkaLog } from './kafka-log.ts';

const LISTENER = 'kafka.server.FinalizedFeatureChangeListener';
const CACHE = 'kafka.server.FinalizedFeatureCache';

/** Takes what the znode says; `version` null: there is none. */
export function setFeatures(turn: BrokerTurn, data: string | null, version: number | null): void {
  const log = (level: 'INFO' | 'ERROR', text: string, logger: string, trace?: string): void =>
    kafkaLog(turn, 'server', level, text, logger, trace);
  const clear = (): void => {
    ownPart(turn, 'lifecycle').featureEpoch = null;
    log('INFO', 'Cleared cache', CACHE);
  };
  if (version === null) {
    log('INFO', `Feature ZK node at path: ${FEATURE_PATH} does not exist`, LISTENER);
    return clear();
  }
  try {
    if (decodeFeature(data).status === 'Disabled') {
      log('INFO', `Feature ZK node at path: ${FEATURE_PATH} is in disabled status.`, LISTENER);
      return clear();
    }
  } catch (error) {
    if (!(error instanceof JsonException)) throw error;
    const text = `Unable to deserialize feature ZK node at path: ${FEATURE_PATH}`;
    log('ERROR', text, LISTENER, `${error.className}: ${error.message}`);
    return clear();
  }
  const existing = featuresText(turn.state.lifecycle.featureEpoch);
  ownPart(turn, 'lifecycle').featureEpoch = version;
  log('INFO', `Updated cache from existing ${existing} to latest ${featuresText(version)}.`, CACHE);
}

function featuresText(epoch: number | null): string {
  return epoch === null
    ? '<empty>'
    : `FinalizedFeaturesAndEpoch(features=Features{}, epoch=${epoch})`;
}

/** True when the watch is about features. */
export function onFeatureWatch(turn: BrokerTurn, { type, path }: WatchedEvent): boolean {
  if (path !== FEATURE_PATH) return false;
  if (!turn.state.lifecycle.started.hasFeatureListener) return true;
  const what = { NodeCreated: 'created', NodeDeleted: 'deleted', NodeDataChanged: 'updated' };
  const text = `Feature ZK node ${what[type as keyof typeof what]} at path: ${FEATURE_PATH}`;
  kafkaLog(turn, 'server', type === 'NodeDeleted' ? 'WARN' : 'INFO', text, LISTENER);
  readFeatures(turn);
  return true;
}

/** A new session, or a change: reads the znode, and watches it. */
export function readFeatures(turn: BrokerTurn): void {
  if (!turn.state.lifecycle.started.hasFeatureListener) return;
  // A znode that is missing can only be watched by asking whether it is there.
  zkCall(
    turn,
    [
      { type: 'ExistsRequest', path: FEATURE_PATH, watch: true },
      { type: 'GetDataRequest', path: FEATURE_PATH, watch: true },
    ],
    { to: 'lifecycle', data: 'features' },
  );
}

export function onFeatureReplies(turn: BrokerTurn, replies: readonly ZkReply[]): void {
  const { err, reply } = replies[1]!;
  const isThere = err === ErrorCode.OK;
  if (!isThere && err !== ErrorCode.NONODE) return;
  setFeatures(turn, reply?.data ?? null, isThere ? (reply?.stat?.version ?? 0) : null);
}
