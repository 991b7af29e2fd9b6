/** Which events a learner would want to stop at. */
import type { EventRecord } from '../../engine/index.ts';
import { settings } from '../app/settings.svelte.ts';
import { isHeartbeat } from './heartbeat.ts';

/** Everything but heartbeats, unless those are shown too. */
export function isShown(record: EventRecord): boolean {
  return settings.arePingsShown || !isHeartbeat(record);
}
