/**
 * Asks the controller to move this broker's leaderships elsewhere before it stops.
 *
 * Mirrors: KafkaServer.controlledShutdown, 2.8.0.
 * Read next: shutdown.ts, farewell.ts.
 */
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { Node } from '../client/network-client.ts';
import { isAtLeast } from '../config/api-version.ts';
import { decodeBrokerInfo } from '../zk/broker-znodes.ts';
import { CONTROLLER_PATH, brokerIdPath } from '../zk/topic-paths.ts';
import { decodeController } from '../zk/topic-znodes.ts';
import type { EmitItem, FarewellAnswer, Flow, ShutdownInput } from './lifecycle-calls.ts';
import { ask, pause, zkOne } from './lifecycle-calls.ts';

/** Tries as often as it is configured; whatever comes of it, the broker stops. */
export function* controlledShutdown(input: ShutdownInput, emit: EmitItem): Flow<void> {
  const { config, ident } = input;
  const { values } = config;
  if (!values['controlled.shutdown.enable']) return;
  const log = (level: 'INFO' | 'WARN', text: string): void => {
    const line = { file: 'server', level, text: `${ident}${text}` } as const;
    emit({ type: 'log', ...line, logger: 'kafka.server.KafkaServer' });
  };
  log('INFO', 'Starting controlled shutdown');
  emit({ type: 'chart', event: { type: 'controlledShutdown.begun' } });
  let node: Node | null = null;
  let hasSucceeded = false;
  for (let left = values['controlled.shutdown.max.retries']; left > 0 && !hasSucceeded; left--) {
    node = (yield* findController(config.interBrokerListener, (text) => log('INFO', text))) ?? node;
    if (node !== null) hasSucceeded = yield* takeLeave(input, node, log);
    if (hasSucceeded) break;
    yield* pause(values['controlled.shutdown.retry.backoff.ms']);
    log('WARN', 'Retrying controlled shutdown after the previous attempt failed...');
  }
  emit({ type: 'act', act: { do: 'closeFarewell' } });
  if (hasSucceeded) return;
  log(
    'WARN',
    'Proceeding to do an unclean shutdown as all the controlled shutdown attempts failed',
  );
}

/** The controller as ZooKeeper has it; null, and a line that says so: there is none. */
function* findController(listener: string, log: (text: string) => void): Flow<Node | null> {
  const found = yield* zkOne({ type: 'GetDataRequest', path: CONTROLLER_PATH, watch: false });
  if (found.err !== ErrorCode.OK) {
    log('No controller registered in ZooKeeper');
    return null;
  }
  const id = decodeController(found.reply?.data ?? null);
  if (id === null) return null;
  const path = brokerIdPath(id);
  const { err, reply } = yield* zkOne({ type: 'GetDataRequest', path, watch: false });
  if (err !== ErrorCode.OK) {
    log(
      `Broker registration for controller ${id} is not available (i.e. the Controller's ZK session expired)`,
    );
    return null;
  }
  const { endpoints, rack } = decodeBrokerInfo(id, reply?.data ?? null);
  const endpoint = endpoints.find((each) => each.listener === listener);
  return endpoint === undefined ? null : { id, host: endpoint.host, port: endpoint.port, rack };
}

/** One request; true when the controller has moved everything. */
function* takeLeave(
  { config }: ShutdownInput,
  node: Node,
  log: (level: 'INFO' | 'WARN', text: string) => void,
): Flow<boolean> {
  const answer = (yield {
    type: 'farewell',
    node,
    brokerEpoch: yield* ask<number>({ about: 'brokerEpoch' }),
    apiVersion: requestVersion(config.values['inter.broker.protocol.version']),
    connectTimeoutMs: config.values['controller.socket.timeout.ms'],
  }) as FarewellAnswer;
  if (answer.type === 'failed') {
    log(
      'WARN',
      'Error during controlled shutdown, possibly because leader movement took longer than the configured ' +
        `controller.socket.timeout.ms and/or request.timeout.ms: ${answer.message}`,
    );
    return false;
  }
  const { errorCode, remainingPartitions } = answer;
  if (errorCode === 'NONE' && remainingPartitions.length === 0) {
    log('INFO', 'Controlled shutdown succeeded');
    return true;
  }
  const remaining = remainingPartitions.map(
    ({ topicName, partitionIndex }) =>
      `RemainingPartition(topicName='${topicName}', partitionIndex=${partitionIndex})`,
  );
  log('INFO', `Remaining partitions to move: [${remaining.join(', ')}]`);
  log('INFO', `Error from controller: ${errorCode}`);
  return false;
}

function requestVersion(protocol: string): number {
  if (isAtLeast(protocol, '2.4-IV1')) return 3;
  if (isAtLeast(protocol, '2.2-IV0')) return 2;
  return isAtLeast(protocol, '0.9.0') ? 1 : 0;
}
