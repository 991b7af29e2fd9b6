/**
 * Registers a broker at /brokers/ids/N, at its start and again in every new session.
 *
 * Mirrors: KafkaZkClient.registerBroker, checkedEphemeralCreate and its CheckedEphemeral,
 * KafkaServer.createBrokerInfo, 2.8.0.
 * Read next: lifecycle-calls.ts.
 */
import type { MultiResult, SessionId, Stat } from '../../zookeeper/client/index.ts';
import { ErrorCode, OPEN_ACL_UNSAFE, errorName } from '../../zookeeper/client/index.ts';
import type { BrokerInfo } from '../zk/broker-znodes.ts';
import { brokerInfoVersion, decodeBrokerInfo, encodeBrokerInfo } from '../zk/broker-znodes.ts';
import { JsonException } from '../zk/json-node.ts';
import { BROKER_IDS_PATH, brokerIdPath } from '../zk/topic-paths.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import { JavaException } from '../../java/exception.ts';
import type { Endpoint, KafkaConfig } from './kafka-config.ts';
import type { EmitItem, Flow, Now, Sessions } from './lifecycle-calls.ts';
import { ask, zk, zkOne } from './lifecycle-calls.ts';
import { connectionString } from './listeners.ts';
import { endpointText } from './socket-server-startup.ts';
import { keeperException } from './startup-fault.ts';

const KAFKA_ZK_CLIENT = 'kafka.zk.KafkaZkClient';
const CHECKED_EPHEMERAL = 'kafka.zk.KafkaZkClient$CheckedEphemeral';

/** What a registration needs to know. */
export interface RegistrationInput {
  readonly config: KafkaConfig;
  readonly brokerId: number;
  readonly hostName: string;
}

/** Where clients reach the broker. */
export function advertisedEndpoints({ config, hostName }: RegistrationInput): readonly Endpoint[] {
  return config.advertisedListeners.map((endpoint) =>
    endpoint.host === '' ? { ...endpoint, host: hostName } : endpoint,
  );
}

/** Throws when another broker has one of the addresses. */
export function* checkEndpoints(input: RegistrationInput, callers: readonly string[]): Flow<void> {
  const own = input.config.advertisedListeners.map(addressOf);
  const list = yield* zkOne({ type: 'GetChildren2Request', path: BROKER_IDS_PATH, watch: false });
  if (list.err !== ErrorCode.OK) throw keeperException(list.err, BROKER_IDS_PATH, callers);
  const ids = (list.reply?.children ?? []).map(Number).sort((a, b) => a - b);
  const replies = yield* zk(
    ids.map((id) => ({ type: 'GetDataRequest', path: brokerIdPath(id), watch: false })),
  );
  for (const [index, { err, reply }] of replies.entries()) {
    const id = ids[index]!;
    if (err !== ErrorCode.OK || id === input.brokerId) continue;
    const taken = endpointsOf(id, reply?.data ?? null).map(addressOf);
    const common = taken.filter((address) => own.includes(address));
    if (common.length === 0) continue;
    throw new JavaException(
      'java.lang.IllegalArgumentException',
      `requirement failed: Configured end points ${common.join(',')} in advertised listeners are ` +
        `already registered by broker ${id}`,
      {
        frames: [
          'scala.Predef$.require(Predef.scala:281)',
          'kafka.server.KafkaServer.$anonfun$createBrokerInfo$3(KafkaServer.scala:468)',
          'kafka.server.KafkaServer.$anonfun$createBrokerInfo$3$adapted(KafkaServer.scala:466)',
          'scala.collection.mutable.ResizableArray.foreach(ResizableArray.scala:62)',
          'scala.collection.mutable.ResizableArray.foreach$(ResizableArray.scala:55)',
          'scala.collection.mutable.ArrayBuffer.foreach(ArrayBuffer.scala:49)',
          'kafka.server.KafkaServer.createBrokerInfo(KafkaServer.scala:466)',
          ...callers,
        ],
      },
    );
  }
}

function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host === '' ? 'null' : host}:${port}`;
}

function endpointsOf(
  id: number,
  data: string | null,
): readonly { readonly host: string; readonly port: number }[] {
  try {
    return decodeBrokerInfo(id, data).endpoints;
  } catch (error) {
    if (!(error instanceof JsonException)) throw error;
    throw new JavaException(error.className, error.message);
  }
}

/** Registers; the broker's epoch is the czxid of its znode. Throws JavaException. */
export function* registerBroker(
  input: RegistrationInput,
  emit: EmitItem,
  callers: readonly string[],
): Flow<void> {
  const { config, brokerId } = input;
  const path = brokerIdPath(brokerId);
  const endpoints = advertisedEndpoints(input);
  const info: BrokerInfo = {
    id: brokerId,
    version: brokerInfoVersion(config.values['inter.broker.protocol.version']),
    endpoints,
    rack: config.values['broker.rack'],
  };
  const { wallClockMs } = yield* ask<Now>({ about: 'now' });
  const data = encodeBrokerInfo(info, wallClockMs);
  logInfo(emit, `Creating ${path} (is it secure? false)`, KAFKA_ZK_CLIENT);
  const stat = yield* checkedEphemeralCreate(path, data, emit, [
    'kafka.zk.KafkaZkClient.checkedEphemeralCreate(KafkaZkClient.scala:1809)',
    'kafka.zk.KafkaZkClient.registerBroker(KafkaZkClient.scala:96)',
    ...callers,
  ]);
  logInfo(emit, `Stat of the created znode at ${path} is: ${statText(stat)}\n`, KAFKA_ZK_CLIENT);
  const addresses =
    config.release === '2.8.0'
      ? endpoints.map(connectionString).join(',')
      : `ArrayBuffer(${endpoints.map(endpointText).join(', ')})`;
  logInfo(
    emit,
    `Registered broker ${brokerId} at path ${path} with addresses: ${addresses}, ` +
      `czxid (broker epoch): ${stat.czxid}`,
    KAFKA_ZK_CLIENT,
  );
  const { current } = yield* ask<Sessions>({ about: 'sessions' });
  const act = { do: 'setRegistration', sessionId: current, czxid: Number(stat.czxid) } as const;
  emit({ type: 'act', act });
}

function logInfo(emit: EmitItem, text: string, logger: string): void {
  emit({ type: 'log', file: 'server', level: 'INFO', text, logger });
}

/** Stat.toString without its end of line. */
function statText(stat: Stat): string {
  const owner = BigInt.asIntN(64, stat.ephemeralOwner);
  const { czxid, mzxid, ctime, mtime, version, cversion, aversion } = stat;
  const { dataLength, numChildren, pzxid } = stat;
  return [
    ...[czxid, mzxid, ctime, mtime, version, cversion, aversion],
    ...[owner, dataLength, numChildren, pzxid],
  ].join(',');
}

/** CheckedEphemeral.create; a znode of this process's expired session is replaced. */
function* checkedEphemeralCreate(
  path: string,
  data: string,
  emit: EmitItem,
  callers: readonly string[],
): Flow<Stat> {
  const own = `${CHECKED_EPHEMERAL}.create(KafkaZkClient.scala`;
  for (;;) {
    const created = yield* zkOne({
      type: 'MultiRequest',
      ops: [
        { type: 'create', path, data: null, acl: OPEN_ACL_UNSAFE, mode: 'EPHEMERAL' },
        { type: 'setData', path, data, version: 0 },
      ],
    });
    const err = errorOf(created);
    if (err === ErrorCode.OK) {
      const result = created.reply?.results?.[1] as MultiResult & { readonly type: 'setData' };
      return result.stat;
    }
    if (err !== ErrorCode.NODEEXISTS) {
      const code = errorName(err);
      logError(emit, `Error while creating ephemeral at ${path} with return code: ${code}`);
      throw keeperException(err, null, [`${own}:1845)`, ...callers]);
    }
    const stat = yield* afterNodeExists(path, emit, [`${own}:1842)`, ...callers]);
    if (stat !== null) return stat;
  }
}

/** A transaction that was refused says in its results why, as ClientCnxn tells its callback. */
function errorOf({ err, reply }: ZkReply): number {
  if (err !== ErrorCode.OK) return err;
  const refusal = reply?.results?.find(
    (result) => result.type === 'error' && result.err !== ErrorCode.OK,
  );
  return refusal?.type === 'error' ? refusal.err : ErrorCode.OK;
}

/** CheckedEphemeral.getAfterNodeExists: the stat when it is ours; null: it is to be created again. */
function* afterNodeExists(
  path: string,
  emit: EmitItem,
  callers: readonly string[],
): Flow<Stat | null> {
  const own = `${CHECKED_EPHEMERAL}.getAfterNodeExists(KafkaZkClient.scala`;
  const { err, reply } = yield* zkOne({ type: 'GetDataRequest', path, watch: false });
  if (err === ErrorCode.NONODE) {
    const text =
      `The ephemeral node at ${path} went away while reading it, ` + 'attempting create() again';
    logInfo(emit, text, CHECKED_EPHEMERAL);
    return null;
  }
  if (err !== ErrorCode.OK) {
    logError(
      emit,
      `Error while creating ephemeral at ${path} as it already exists and error getting the node data ` +
        `due to ${errorName(err)}`,
    );
    throw keeperException(err, null, [`${own}:1912)`, ...callers]);
  }
  const stat = reply!.stat!;
  const { current, registered } = yield* ask<Sessions>({ about: 'sessions' });
  const owner = stat.ephemeralOwner;
  if (owner === registered && current !== registered) {
    logInfo(
      emit,
      `Was not possible to create the ephemeral at ${path}, node already exists and owner ` +
        `'${signed(owner)}' does not match current session '${signed(current)}', trying to delete and ` +
        're-create it with the newest Zookeeper session',
      CHECKED_EPHEMERAL,
    );
    yield* deleteOwn(path, emit, callers);
    return null;
  }
  if (owner === current) return stat;
  logError(
    emit,
    `Error while creating ephemeral at ${path}, node already exists and owner '${signed(owner)}' does not ` +
      `match current session '${signed(current)}'`,
  );
  throw keeperException(ErrorCode.NODEEXISTS, null, [`${own}:1904)`, ...callers]);
}

function* deleteOwn(path: string, emit: EmitItem, callers: readonly string[]): Flow<void> {
  const { err } = yield* zkOne({ type: 'DeleteRequest', path, version: -1 });
  if (err === ErrorCode.OK || err === ErrorCode.NONODE) return;
  logError(
    emit,
    `Error while deleting ephemeral node at ${path} with return code: ${errorName(err)}`,
  );
  const own = `${CHECKED_EPHEMERAL}.reCreate(KafkaZkClient.scala:1880)`;
  throw keeperException(err, null, [own, ...callers]);
}

function logError(emit: EmitItem, text: string): void {
  emit({ type: 'log', file: 'server', level: 'ERROR', text, logger: CHECKED_EPHEMERAL });
}

/** As Java prints a long. */
function signed(id: SessionId): string {
  return String(BigInt.asIntN(64, id));
}
