/**
 * Producer ids, unique in the whole cluster: a broker takes them from ZooKeeper a thousand at a time.
 *
 * Mirrors: kafka.coordinator.transaction.ProducerIdManager, KafkaZkClient.conditionalUpdatePath, 2.8.0.
 * Departs: upstream's thread waits for ZooKeeper; here who needs an id is remembered until one is there.
 * Read next: init-producer-id.ts.
 */
import type { BrokerTurn } from '../server/broker-state.ts';
import { zkCall } from '../zk/broker-zk.ts';
import { asInt, asObject, asText, neededField } from '../zk/json-node.ts';
import { parseJson } from '../zk/json-text.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { RequestBody } from '../../zookeeper/client/index.ts';
import { ownProducerIds } from './transaction-changes.ts';
import { logProducerIds } from './transaction-lines.ts';
import type { ProducerIdBlock, WaitingProducer } from './transaction-state.ts';

const PRODUCER_ID_BLOCK_PATH = '/latest_producer_id_block';
const BLOCK_SIZE = 1000;
/** ZkVersion.UnknownVersion: what upstream reads of a znode that is not there. */
const UNKNOWN_VERSION = -2;

/** What a reply is for. */
type Asked =
  | { readonly what: 'read' }
  | { readonly what: 'write'; readonly block: ProducerIdBlock }
  /** The znode was changed by another: or was it by us, and the reply was lost? */
  | { readonly what: 'check'; readonly block: ProducerIdBlock };

/** Reads what was taken last; what is behind it is taken next. */
export function takeBlock(turn: BrokerTurn): void {
  ownProducerIds(turn).isTaking = true;
  ask(turn, { what: 'read' }, readRequest());
}

/** The next id; null: a block has to be taken first, and whoever asks is told when it is there. */
export function generateProducerId(turn: BrokerTurn, waiting: WaitingProducer): number | null {
  const ids = ownProducerIds(turn);
  if (ids.block !== null && ids.nextProducerId <= ids.block.blockEndId) return ids.nextProducerId++;
  ids.waiting = [...ids.waiting, waiting];
  if (!ids.isTaking) takeBlock(turn);
  return null;
}

/** True: a new block is here, and who waits may go on. */
export function onBlockReplies(
  turn: BrokerTurn,
  then: ZkContinuation,
  replies: readonly ZkReply[],
): boolean {
  const asked = then.data as Asked;
  const [reply] = replies;
  if (reply === undefined) return false;
  if (asked.what === 'write') return onWritten(turn, asked.block, reply);
  if (asked.what === 'check') {
    const found = readBlock(reply);
    if (found !== null && isSameBlock(found, asked.block)) {
      return take(turn, asked.block, versionOf(reply));
    }
  }
  writeNextBlock(turn, reply);
  return false;
}

function writeNextBlock(turn: BrokerTurn, reply: ZkReply): void {
  const found = readBlock(reply);
  const start = found === null ? 0 : found.blockEndId + 1;
  const { brokerId } = turn.state.config;
  const block = { brokerId, blockStartId: start, blockEndId: start + BLOCK_SIZE - 1 };
  ask(
    turn,
    { what: 'write', block },
    {
      type: 'SetDataRequest',
      path: PRODUCER_ID_BLOCK_PATH,
      data: blockJson(block),
      version: versionOf(reply),
    },
  );
}

function onWritten(turn: BrokerTurn, block: ProducerIdBlock, reply: ZkReply): boolean {
  if (reply.err === ErrorCode.OK) return take(turn, block, versionOf(reply));
  const isOutrun = reply.err === ErrorCode.BADVERSION;
  ask(turn, isOutrun ? { what: 'check', block } : { what: 'read' }, readRequest());
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

function ask(turn: BrokerTurn, data: Asked, request: RequestBody): void {
  zkCall(turn, [request], { to: 'producerIds', data });
}

function readRequest(): RequestBody {
  return { type: 'GetDataRequest', path: PRODUCER_ID_BLOCK_PATH, watch: false };
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
function blockJson({ brokerId, blockStartId, blockEndId }: ProducerIdBlock): string {
  return `{"version":1,"broker":${brokerId},"block_start":"${blockStartId}","block_end":"${blockEndId}"}`;
}

function isSameBlock(a: ProducerIdBlock, b: ProducerIdBlock): boolean {
  return (
    a.brokerId === b.brokerId && a.blockStartId === b.blockStartId && a.blockEndId === b.blockEndId
  );
}
