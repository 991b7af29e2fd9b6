/** An event of the history in one line: who, what. Names stay upstream's. */
import { actionText, eventName } from '../../engine/index.ts';
import type { EventRecord, NodeEvent, OperatorAction } from '../../engine/index.ts';
import { messageLabel } from '../stage/message-text.ts';

export function eventText({ event }: EventRecord): string {
  if (event.type.startsWith('operator.')) return actionText(event as OperatorAction);
  if (event.type === 'message') {
    return messageLabel((event as Extract<NodeEvent, { type: 'message' }>).message);
  }
  return event.type === 'process.started' ? event.type : eventName(event as NodeEvent);
}
