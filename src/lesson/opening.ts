/**
 * How a world is opened: what has to happen before a learner sees it.
 */
import type { LessonAction } from './actions.ts';
import { allServe } from './conditions/core/service.ts';

/** Long enough for an election over slow disks. */
const SERVICE_WAIT_MS = 60_000;

/** Waits until all servers that are started serve their clients. */
export function waitForService(): readonly LessonAction[] {
  return [
    { do: 'waitFor', condition: allServe(), atMostMs: SERVICE_WAIT_MS },
    { do: 'wait', forMs: 1000 },
  ];
}
