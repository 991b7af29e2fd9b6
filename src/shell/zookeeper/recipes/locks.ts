/**
 * Locks: the one where everybody wakes up, the fair one, and the one that readers share.
 *
 * Mirrors: the recipes "Locks" and "Shared Locks" of the documentation, WriteLock, 3.8.0.
 * Read next: election.ts, which is the same queue with another name.
 */
import { ErrorCode } from '../../../engine/zookeeper/index.ts';
import type { Recipe, RecipeClient } from './recipe-calls.ts';
import { RecipeFailure, suffixOf } from './recipe-calls.ts';

/** Holds a lock for some time, or until Enter. */
function* hold(client: RecipeClient, holdMs: number | null): Recipe<void> {
  if (holdMs !== null) return yield* client.sleep(holdMs);
  client.say('Enter releases it; a crash (Ctrl-C) releases it when the session expires.');
  yield* client.line();
}

/** One ephemeral node is the lock: whoever can create it has it. All others wake up together. */
export function* herdLock(client: RecipeClient, path: string, holdMs: number | null): Recipe<void> {
  for (;;) {
    const made = yield* client.create(path, null, 'EPHEMERAL');
    if (typeof made === 'string') break;
    if (made === ErrorCode.NONODE) throw new RecipeFailure(`The parent of ${path} is missing.`);
    client.say('Taken. Waiting, as everybody else does, for this one node to vanish.');
    if ((yield* client.exists(path, true)) !== null) yield* client.event(path);
  }
  client.say(`LOCKED ${path} after ${client.cost}`);
  yield* hold(client, holdMs);
  yield* client.delete(path);
  client.say('RELEASED');
}

/** Who has to be gone before it is this node's turn; null: nobody. */
type Blocker = (names: readonly string[], own: string) => string | null;

/** The next smaller one. */
export const predecessor: Blocker = (names, own) =>
  names.filter((name) => suffixOf(name) < suffixOf(own)).at(-1) ?? null;

/** Readers wait only for the nearest writer before them. */
const writerBefore: Blocker = (names, own) =>
  names.filter((name) => suffixOf(name) < suffixOf(own) && name.includes('-write-')).at(-1) ?? null;

/** Waits in a queue of ephemeral sequential nodes; one event wakes exactly one waiter. */
export function* awaitTurn(
  client: RecipeClient,
  parent: string,
  own: string,
  blocker: Blocker,
): Recipe<void> {
  for (;;) {
    const names = yield* client.children(parent, false);
    if (!names.includes(own)) throw new RecipeFailure(`My node ${own} is gone.`);
    const before = blocker(names, own);
    if (before === null) return;
    client.say(`Before me: ${before}. Waiting for that node only.`);
    // Its going away does not mean that it is my turn: it may have been a waiter that died.
    const path = `${parent}/${before}`;
    if ((yield* client.exists(path, true)) !== null) yield* client.event(path);
  }
}

/** The fair lock: first come, first served, no herd. */
export function* lock(client: RecipeClient, parent: string, holdMs: number | null): Recipe<void> {
  yield* queuedLock(client, parent, 'lock', predecessor, holdMs);
}

/** A lock that any number of readers or one writer may have. */
export function* sharedLock(
  client: RecipeClient,
  parent: string,
  kind: 'read' | 'write',
  holdMs: number | null,
): Recipe<void> {
  const blocker = kind === 'read' ? writerBefore : predecessor;
  yield* queuedLock(client, parent, kind, blocker, holdMs);
}

function* queuedLock(
  client: RecipeClient,
  parent: string,
  kind: string,
  blocker: Blocker,
  holdMs: number | null,
): Recipe<void> {
  yield* client.ensure(parent);
  const own = yield* client.createOwn(parent, kind, null);
  yield* awaitTurn(client, parent, own.slice(parent.length + 1), blocker);
  client.say(`LOCKED ${own} after ${client.cost}`);
  client.say(`The number ${suffixOf(own)} can serve as a fencing token.`);
  yield* hold(client, holdMs);
  yield* client.delete(own);
  client.say('RELEASED');
}
