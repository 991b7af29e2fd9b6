/**
 * How a world is opened: what has to happen before a learner sees it.
 */
import type { LessonAction } from './actions.ts';
import { serversServing } from './conditions/server.ts';
import type { WorldSpec } from './world-spec.ts';

/** Long enough for an election over slow disks. */
const SERVICE_WAIT_MS = 60_000;

/** Waits until all servers that are started serve their clients. */
export function waitForService(spec: WorldSpec): readonly LessonAction[] {
  const { servers, observers = 0, started } = spec;
  const count =
    started === undefined ? servers + observers : started === 'none' ? 0 : started.length;
  return [
    { do: 'waitFor', condition: serversServing(count), atMostMs: SERVICE_WAIT_MS },
    { do: 'wait', forMs: 1000 },
  ];
}
