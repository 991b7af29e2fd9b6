/**
 * Hands an event to the client of a tool that it belongs to.
 *
 * Read next: admin-calls.ts, producer-calls.ts, consumer-calls.ts, zk-calls.ts.
 */
import type { NodeEvent } from '../../../engine/index.ts';
import { handOnToAdmin } from './admin-calls.ts';
import { handOnToConsumer } from './consumer-calls.ts';
import { handOnToProducer } from './producer-calls.ts';
import type { ToolTurn } from './tool-state.ts';
import { handOnToZk } from './zk-calls.ts';

export function clientsEvent(turn: ToolTurn, event: NodeEvent): void {
  const clients = [handOnToConsumer, handOnToProducer, handOnToAdmin, handOnToZk];
  for (const handOn of clients) if (handOn(turn, event)) return;
}
