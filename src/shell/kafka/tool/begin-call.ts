/**
 * Starts a call of a tool's script; it may be answered at once.
 *
 * Read next: host-calls.ts, admin-calls.ts, zk-calls.ts.
 */
import { beginAdminCall } from './admin-calls.ts';
import type {
  AdminToolCall,
  ConsumerToolCall,
  HostToolCall,
  ProducerToolCall,
  ToolCall,
  ZkToolCall,
} from './calls.ts';
import { beginConsumerCall } from './consumer-calls.ts';
import { beginHostCall } from './host-calls.ts';
import { beginProducerCall } from './producer-calls.ts';
import type { ToolTurn } from './tool-state.ts';
import { change } from './tool-state.ts';
import { beginZkCall } from './zk-calls.ts';

export function beginCall(turn: ToolTurn, call: ToolCall): void {
  const number = turn.state.callCount + 1;
  const waiting = { number, call, answers: [], lastSend: -1, isReturned: false, result: null };
  change(turn, { callCount: number, waiting });
  if (call.type.startsWith('admin.')) return beginAdminCall(turn, call as AdminToolCall);
  if (call.type.startsWith('producer.')) return beginProducerCall(turn, call as ProducerToolCall);
  if (call.type.startsWith('consumer.')) return beginConsumerCall(turn, call as ConsumerToolCall);
  if (call.type.startsWith('zk.')) return beginZkCall(turn, call as ZkToolCall);
  beginHostCall(turn, call as HostToolCall);
}
