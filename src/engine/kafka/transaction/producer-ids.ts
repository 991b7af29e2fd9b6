/**
 * Producer ids, unique in the whole cluster: a broker takes them from ZooKeeper a thousand at a time.
 *
 * Mirrors: kafka.coordinator.transaction.ProducerIdManager, KafkaZkClient.conditionalUpdatePath,
 * getTopicPartitionCount, 2.8.0.
 * Departs: upstream's thread waits for ZooKeeper; here who needs an id is remembered until one is there.
 * Read next: init-producer-id.ts.
 */
import { setOffsetsPartitionCount } from '../group/group-coordinator.ts';
import { OFFSETS_TOPIC } from '../group/group-store.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { zkCall } from '../zk/broker-zk.ts';
import { asInt, asObject, asText, neededField } from '../zk/json-node.ts';
import { parseJson } from '../zk/json-text.ts';
import { topicPath } from '../zk/topic-paths.ts';
import { decodeTopic } from '../zk/topic-znodes.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { RequestBody } from '../../zookeeper/client/index.ts';
import { ownProducerIds, ownTransactions } from './transaction-changes.ts';
import { logProducerIds } from './transaction-lines.ts';
import { TRANSACTION_TOPIC } from './transaction-partitions.ts';
import type { ProducerIdBlock, WaitingProducer } from './transaction-state.ts';

export const PRODUCER_ID_BLOCK_PATH = '/latest_producer_id_block';
const BLOCK_SIZE = 1000;
/** ZkVersion.UnknownVersion: what upstream reads of a znode that is not there. */
const UNKNOWN_VERSION = -2;

/** What a reply is for. */
type Asked =
  | { readonly what: 'start' }
  | { readonly what: 'read' }
  | { readonly what: 'write'; readonly block: ProducerIdBlock }
  /** The znode was changed by another: or was it by us, and the reply was lost? */
  | { readonly what: 'check'; readonly block: ProducerIdBlock };

/** The first block, and how many partitions the internal topics have. */
export function takeFirstBlock(turn: BrokerTurn): void {
  ownProducerIds(turn).isTaking = true;
  const paths = [PRODUCER_ID_BLOCK_PATH, topicPath(OFFSETS_TOPIC), topicPath(TRANSACTION_TOPIC)];
  ask(turn, paths.map(getData), { what: 'start' });
}

/** The next id; null: a block has to be taken first, and whoever asks is told when it is there. */
export function generateProducerId(turn: BrokerTurn, waiting: WaitingProducer): number | null {
  const ids = ownProducerIds(turn);
  if (ids.block !== null && ids.nextProducerId <= ids.block.blockEndId) return ids.nextProducerId++;
  ids.waiting = [...ids.waiting, waiting];
  if (!ids.isTaking) {
    ids.isTaking = true;
    ask(turn, [getData(PRODUCER_ID_BLOCK_PATH)], { what: 'read' });
  }
  return null;
}

/** True: a new block is here, and who waits may go on. */
export function onBlockReplies(
  turn: BrokerTurn,
  then: ZkContinuation,
  replies: readonly ZkReply[],
): boolean {
  const asked = then.data as Asked;
  const [reply, offsets, transactions] = replies;
  if (reply === undefined) return false;
  if (asked.what === 'write') return onWritten(turn, asked.block, reply);
  if (asked.what === 'check') {
    const found = readBlock(reply);
    if (found !== null && isSameBlock(found, asked.block)) {
      return take(turn, asked.block, versionOf(reply));
    }
  }
  if (asked.what === 'start') {
    setOffsetsPartitionCount(turn, partitionCount(OFFSETS_TOPIC, offsets));
    ownTransactions(turn).partitionCount = partitionCount(TRANSACTION_TOPIC, transactions);
  }
  writeNextBlock(turn, reply);
  return false;
}

function writeNextBlock(turn: BrokerTurn, reply: ZkReply): void {
  const found = readBlock(reply);
  const start = found === null ? 0 : found.blockEndId + 1;
  const { brokerId } = turn.state.config;
  const block = { brokerId, blockStartId: start, blockEndId: start + BLOCK_SIZE - 1 };
  const request: RequestBody = {
    type: 'SetDataRequest',
    path: PRODUCER_ID_BLOCK_PATH,
    data: blockJson(block),
    version: versionOf(reply),
  };
  ask(turn, [request], { what: 'write', block });
}

function onWritten(turn: BrokerTurn, block: ProducerIdBlock, reply: ZkReply): boolean {
  if (reply.err === ErrorCode.OK) return take(turn, block, versionOf(reply));
  const isOutrun = reply.err === ErrorCode.BADVERSION;
  ask(
    turn,
    [getData(PRODUCER_ID_BLOCK_PATH)],
    isOutrun ? { what: 'check', block } : { what: 'read' },
  );
  return false;
}

function take(turn: BrokerTurn, block: ProducerIdBlock, version: number): boolean {
  const { brokerId, blockStartId, blockEndId } = block;
  const text = `(brokerId:${brokerId},blockStartProducerId:${blockStartId},blockEndProducerId:${blockEndId})`;
  logProducerIds(
    turn,
    `Acquired new producerId block ${text} by writing to Zk with path version ${version}`,
  );
  const ids = ownProducerIds(turn);
  ids.block = block;
  ids.nextProducerId = blockStartId;
  ids.isTaking = false;
  return true;
}

/** Whoever waited, to be served again in the order in which they came. */
export function takeWaiting(turn: BrokerTurn): readonly WaitingProducer[] {
  const ids = ownProducerIds(turn);
  const { waiting } = ids;
  ids.waiting = [];
  return waiting;
}

function ask(turn: BrokerTurn, requests: readonly RequestBody[], data: Asked): void {
  zkCall(turn, requests, { to: 'producerIds', data });
}

function getData(path: string): RequestBody {
  return { type: 'GetDataRequest', path, watch: false };
}

function versionOf(reply: ZkReply): number {
  return reply.reply?.stat?.version ?? UNKNOWN_VERSION;
}

/** Null: nobody has taken a block yet. */
function readBlock(reply: ZkReply): ProducerIdBlock | null {
  const data = reply.reply?.data ?? '';
  if (reply.err !== ErrorCode.OK || data === '') return null;
  const json = asObject(parseJson(data));
  return {
    brokerId: asInt(neededField(json, 'broker')),
    blockStartId: Number(asText(neededField(json, 'block_start'))),
    blockEndId: Number(asText(neededField(json, 'block_end'))),
  };
}

/** ProducerIdManager.generateProducerIdBlockJson. */
export function blockJson({ brokerId, blockStartId, blockEndId }: ProducerIdBlock): string {
  return `{"version":1,"broker":${brokerId},"block_start":"${blockStartId}","block_end":"${blockEndId}"}`;
}

function isSameBlock(a: ProducerIdBlock, b: ProducerIdBlock): boolean {
  return (
    a.brokerId === b.brokerId && a.blockStartId === b.blockStartId && a.blockEndId === b.blockEndId
  );
}

/** 0: there is no such topic yet. */
function partitionCount(topic: string, reply: ZkReply | undefined): number {
  if (reply === undefined || reply.err !== ErrorCode.OK) return 0;
  return decodeTopic(topic, reply.reply?.data ?? null).assignment.length;
}
