/** Which events are heartbeats: by the weight of the message's kind. Pure. */
import { weightOf } from '../../engine/index.ts';
import type { EventRecord, Message } from '../../engine/index.ts';

/** A heartbeat, or the answer to one, arrived. */
export function isHeartbeat({ event }: EventRecord): boolean {
  return event.type === 'message' && weightOf((event as { message: Message }).message) !== 'normal';
}
