/**
 * A queue and barriers.
 *
 * Mirrors: the recipes "Queues", "Barriers" and "Double Barriers" of the documentation,
 * DistributedQueue, 3.8.0.
 */
import { ErrorCode } from '../../../engine/zookeeper/index.ts';
import type { Recipe, RecipeClient } from './recipe-calls.ts';

/** Puts an element at the end. */
export function* put(client: RecipeClient, queue: string, data: string): Recipe<void> {
  yield* client.ensure(queue);
  const made = yield* client.create(`${queue}/qn-`, data, 'PERSISTENT_SEQUENTIAL');
  if (typeof made === 'string') client.say(`PUT ${made}`);
  else client.say('UNKNOWN whether it was put; putting again could double it.');
}

/** Takes elements from the front; waits while there is none. */
export function* take(client: RecipeClient, queue: string, count: number): Recipe<void> {
  yield* client.ensure(queue);
  for (let taken = 0; taken < count;) {
    const names = yield* client.children(queue, true);
    if (names.length === 0) {
      client.say('The queue is empty. Waiting.');
      yield* client.event(queue);
      continue;
    }
    for (const name of names) {
      const path = `${queue}/${name}`;
      const found = yield* client.data(path, false);
      if (found === null) continue;
      // Who deletes the node has the element; a consumer that dies now takes it along.
      const err = yield* client.delete(path);
      if (err !== ErrorCode.OK) continue;
      client.say(`TOOK ${name}: ${found.data ?? 'null'}`);
      taken++;
      break;
    }
  }
}

/** Waits until a barrier node is gone. */
export function* awaitBarrier(client: RecipeClient, barrier: string): Recipe<void> {
  while ((yield* client.exists(barrier, true)) !== null) {
    client.say('CLOSED. Waiting.');
    yield* client.event(barrier);
  }
  client.say(`OPEN after ${client.cost}`);
}

/** Enters together with others, works until Enter, leaves together. */
export function* doubleBarrier(
  client: RecipeClient,
  barrier: string,
  name: string,
  count: number,
): Recipe<void> {
  yield* client.ensure(barrier);
  const ready = `${barrier}/ready`;
  const own = `${barrier}/${name}`;
  const isReady = (yield* client.exists(ready, true)) !== null;
  yield* client.create(own, null, 'EPHEMERAL');
  const present = (yield* client.children(barrier, false)).filter((each) => each !== 'ready');
  if (present.length >= count) yield* client.create(ready, null, 'EPHEMERAL');
  else if (!isReady) {
    client.say(`${present.length} of ${count} are here. Waiting.`);
    yield* client.event(ready);
  }
  client.say('ENTERED. Enter finishes my part.');
  yield* client.line();
  yield* leave(client, barrier, name);
  client.say(`LEFT after ${client.cost}`);
}

function* leave(client: RecipeClient, barrier: string, name: string): Recipe<void> {
  let isPresent = true;
  for (;;) {
    const all = yield* client.children(barrier, false);
    const names = all.filter((each) => each !== 'ready');
    if (names.length === 0) return;
    if (names.length === 1 && names[0] === name) {
      yield* client.delete(`${barrier}/${name}`);
      yield* client.delete(`${barrier}/ready`);
      return;
    }
    const lowest = names[0]!;
    let awaited = lowest;
    if (lowest === name) awaited = names.at(-1)!;
    else if (isPresent) {
      yield* client.delete(`${barrier}/${name}`);
      isPresent = false;
    }
    const path = `${barrier}/${awaited}`;
    if ((yield* client.exists(path, true)) !== null) yield* client.event(path);
  }
}
