/**
 * The znode /feature, which a new controller sees to first.
 *
 * Mirrors: KafkaController: enableFeatureVersioning, disableFeatureVersioning, createFeatureZNode,
 * updateFeatureZNode, 2.8.0.
 * Departs: does not wait until this broker's own cache of finalized features has followed: 2.8.0 has no
 * features, so that nothing is ever read from it.
 */
import { ErrorCode, OPEN_ACL_UNSAFE } from '../../zookeeper/client/index.ts';
import type { FeatureZNode } from '../zk/feature-znode.ts';
import { decodeFeature, encodeFeature, featureText, featuresText } from '../zk/feature-znode.ts';
import { FEATURE_PATH } from '../zk/topic-znodes.ts';
import { info, log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { ask } from './controller-run.ts';
import { KeeperException } from './exceptions.ts';
import { getData } from './zk-requests.ts';

export function* setUpFeatures(run: ControllerRun): Work<void> {
  const { isFeatureVersioningSupported } = run.settings;
  if (isFeatureVersioningSupported === null) return;
  const status = isFeatureVersioningSupported ? 'Enabled' : 'Disabled';
  const node = yield* getData(run, FEATURE_PATH);
  if (node === null) return yield* createFeature(run, { status, features: [] });
  const existing = decodeFeature(node.data);
  if (existing.status === 'Disabled' && existing.features.length > 0) {
    const text = `FeatureZNode at path: ${FEATURE_PATH} with disabled status contains non-empty features: ${featuresText(existing.features)}`;
    log(run, 'controller', 'WARN', text);
  }
  const keeps = isFeatureVersioningSupported && existing.status === 'Enabled';
  const wanted: FeatureZNode = { status, features: keeps ? existing.features : [] };
  if (encodeFeature(wanted) !== encodeFeature(existing)) yield* updateFeature(run, wanted);
}

function* createFeature(run: ControllerRun, node: FeatureZNode): Work<void> {
  const text = `Creating FeatureZNode at path: ${FEATURE_PATH} with contents: ${featureText(node)}`;
  info(run, text);
  const [reply] = yield* ask(run, [
    {
      type: 'CreateRequest',
      path: FEATURE_PATH,
      data: encodeFeature(node),
      acl: OPEN_ACL_UNSAFE,
      mode: 'PERSISTENT',
      withStat: false,
    },
  ]);
  if (reply!.err !== ErrorCode.OK) throw new KeeperException(reply!.err, FEATURE_PATH);
  yield* getData(run, FEATURE_PATH);
}

function* updateFeature(run: ControllerRun, node: FeatureZNode): Work<void> {
  const text = `Updating FeatureZNode at path: ${FEATURE_PATH} with contents: ${featureText(node)}`;
  info(run, text);
  const data = encodeFeature(node);
  const [reply] = yield* ask(run, [
    { type: 'SetDataRequest', path: FEATURE_PATH, data, version: -1 },
  ]);
  if (reply!.err !== ErrorCode.OK) throw new KeeperException(reply!.err, FEATURE_PATH);
}
