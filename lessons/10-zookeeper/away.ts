/** What lessons share in which the client of A is cut off from zk1 and comes back. */
import type { LessonAction } from '../../src/lesson/conditions/zookeeper/api.ts';
import {
  andWait,
  cut,
  heal,
  networkCut,
  printed,
  waitFor,
} from '../../src/lesson/conditions/zookeeper/api.ts';

/** The client of A has given up its server. */
export const disconnected = printed(/state:Disconnected/, 'WatchedEvent state:Disconnected', {
  in: 'A',
});

/** Some cut keeps client1 from its server. */
export const isAway = networkCut('client1');

export const leave: LessonAction = cut('client1', 'zk1');

/** Leaves, and stays away until the client notices. */
export const leaveUntilDisconnected: readonly LessonAction[] = [
  leave,
  waitFor(disconnected, 40_000),
];

export function comeBack(waitMs: number): LessonAction {
  return andWait(heal('client1', 'zk1'), waitMs);
}
