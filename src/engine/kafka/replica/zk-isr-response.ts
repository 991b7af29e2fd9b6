/**
 * What ZooKeeper answers to a leader that has written its in-sync replicas.
 *
 * Mirrors: ReplicationUtils.updateLeaderAndIsr, checkLeaderAndIsrZkData, ZkIsrManager.submit, 2.8.0.
 * Read next: isr.ts.
 */
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import type { AlterIsrItem } from './alter-isr-state.ts';
import { onIsrResult } from './isr.ts';
import { isrData, noteIsrChange, readIsr } from './zk-isr-manager.ts';

export function onIsrWritten(turn: BrokerTurn, item: AlterIsrItem, reply: ZkReply): void {
  if (reply.err === ErrorCode.OK) succeed(turn, item, reply);
  else if (reply.err === ErrorCode.BADVERSION) readIsr(turn, item);
  else onIsrResult(turn, item, { error: 'INVALID_UPDATE_VERSION' });
}

/** The znode as it is: what was to be written may be there. */
export function onIsrChecked(turn: BrokerTurn, item: AlterIsrItem, reply: ZkReply): void {
  const isWritten = reply.err === ErrorCode.OK && reply.reply?.data === isrData(turn, item);
  if (isWritten) succeed(turn, item, reply);
  else onIsrResult(turn, item, { error: 'INVALID_UPDATE_VERSION' });
}

function succeed(turn: BrokerTurn, item: AlterIsrItem, { reply }: ZkReply): void {
  noteIsrChange(turn, item.name);
  const { leaderEpoch, newIsr: isr } = item;
  const zkVersion = reply?.stat?.version ?? item.zkVersion + 1;
  onIsrResult(turn, item, { error: 'NONE', leaderEpoch, isr, zkVersion });
}
