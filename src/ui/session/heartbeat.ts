/** Which events are heartbeats: by the message's kind, never by a text in which a path may stand. Pure. */
import { isPing } from '../../engine/index.ts';
import type { EventRecord, Message } from '../../engine/index.ts';

/** A heartbeat, or the answer to one, arrived. */
export function isHeartbeat({ event }: EventRecord): boolean {
  return event.type === 'message' && isPing((event as { message: Message }).message);
}
