/** The latest events of one process, as lines; newest first. Pure. */
import type { EventRecord, Timeline } from '../../engine/index.ts';
import { isHeartbeat } from '../session/heartbeat.ts';
import { timerWord } from './event-sentence.ts';
import { eventText } from './event-text.ts';

export interface HistoryLine {
  readonly number: number;
  readonly atMs: number;
  readonly text: string;
}

const MOST = 30;
/** Events that are looked at. */
const FAR = 4000;
/** What makes a leader send its heartbeats. */
const HEARTBEAT_TIMER = 'halfTick';

/** Heartbeats and what sends them are left out unless they are wanted. */
export function processHistory(
  timeline: Timeline,
  pid: number,
  arePingsShown: boolean,
): readonly HistoryLine[] {
  const end = timeline.position;
  const found: HistoryLine[] = [];
  for (let at = end - 1; at >= Math.max(0, end - FAR) && found.length < MOST; at--) {
    const record = timeline.record(at);
    if (record?.pid !== pid || (!arePingsShown && isOfHeartbeats(record))) continue;
    found.push({ number: record.number, atMs: record.atMs, text: eventText(record) });
  }
  return found;
}

function isOfHeartbeats(record: EventRecord): boolean {
  if (isHeartbeat(record)) return true;
  const { event } = record;
  return event.type === 'timer' && timerWord((event as { name: string }).name) === HEARTBEAT_TIMER;
}
