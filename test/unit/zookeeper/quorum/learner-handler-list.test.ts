/** The list of a leader's learner handlers: found, replaced, put in order, removed. */
import { expect, test } from 'vitest';
import {
  findHandler,
  withHandler,
  withoutHandler,
} from '../../../../src/engine/zookeeper/quorum/learner-handler-list.ts';
import type { LearnerHandlers } from '../../../../src/engine/zookeeper/quorum/learner-handler-list.ts';
import type { LearnerHandlerState } from '../../../../src/engine/zookeeper/quorum/quorum-state.ts';

const handler = (connection: number, sid = connection): LearnerHandlerState =>
  ({ connection, sid }) as unknown as LearnerHandlerState;
const connections = (handlers: LearnerHandlers) => handlers.map(({ connection }) => connection);

test('whatever the order in which learners come, each is found by its connection', () => {
  const all = [40, 7, 99, 12].reduce(
    (list, one) => withHandler(list, handler(one)),
    [] as LearnerHandlers,
  );
  expect(connections(all)).toEqual([7, 12, 40, 99]);
  for (const one of [7, 12, 40, 99]) expect(findHandler(all, one)?.connection).toBe(one);
  for (const none of [0, 8, 41, 100]) expect(findHandler(all, none)).toBeUndefined();
});

test('a handler takes the place of its connection’s old one, and the old list stays as it was', () => {
  const before = [handler(7), handler(12)];
  const after = withHandler(before, handler(12, 3));
  expect(connections(after)).toEqual([7, 12]);
  expect(findHandler(after, 12)?.sid).toBe(3);
  expect(findHandler(before, 12)?.sid).toBe(12);
  expect(connections(withoutHandler(after, 7))).toEqual([12]);
});
