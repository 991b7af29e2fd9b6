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
/** Records that are looked at. */
const FAR = 4000;
/** What makes a leader send its heartbeats. */
const HEARTBEAT_TIMER = 'halfTick';

/** Heartbeats and what sends them are left out unless they are wanted. */
export function processHistory(
  timeline: Timeline,
  pid: number,
  arePingsShown: boolean,
): readonly HistoryLine[] {
  const found: HistoryLine[] = [];
  let record = timeline.recordBefore(timeline.position);
  for (let looked = 0; record !== undefined && looked < FAR && found.length < MOST; looked++) {
    const seen = record;
    record = timeline.recordBefore(seen.number);
    if (seen.pid !== pid || (!arePingsShown && isOfHeartbeats(seen))) continue;
    found.push({ number: seen.number, atMs: seen.atMs, text: eventText(seen) });
  }
  return found;
}

function isOfHeartbeats(record: EventRecord): boolean {
  if (isHeartbeat(record)) return true;
  const { event } = record;
  return event.type === 'timer' && timerWord((event as { name: string }).name) === HEARTBEAT_TIMER;
}
