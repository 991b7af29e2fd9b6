/**
 * Recipes that keep a directory: unique names, configuration, group membership, services.
 *
 * Mirrors: the recipes "Name Service", "Configuration" and "Group Membership" of the documentation.
 */
import { ErrorCode } from '../../../engine/zookeeper/index.ts';
import type { Recipe, RecipeClient } from './recipe-calls.ts';
import { RecipeFailure, suffixOf } from './recipe-calls.ts';
import { parentPathOf } from '../../../engine/zookeeper/index.ts';

/** Draws unique numbers. */
export function* uniqueIds(client: RecipeClient, prefix: string, count: number): Recipe<void> {
  yield* client.ensure(parentPathOf(prefix));
  for (let i = 0; i < count; i++) {
    const made = yield* client.create(prefix, null, 'PERSISTENT_SEQUENTIAL');
    if (typeof made === 'number') client.say('A number may be lost; it will never be given twice.');
    else client.say(`ID ${suffixOf(made)}`);
  }
}

/** Prints a node's data now and after every change it can see. */
export function* watchConfig(client: RecipeClient, path: string): Recipe<void> {
  let before = -1;
  for (;;) {
    const found = yield* client.data(path, true);
    if (found === null) {
      client.say(`There is no ${path} yet.`);
      before = -1;
      if ((yield* client.exists(path, true)) !== null) continue;
    } else {
      const missed = before < 0 ? 0 : found.stat.version - before - 1;
      const remark = missed > 0 ? ` (${missed} versions between were never seen)` : '';
      client.say(`CONFIG version ${found.stat.version}: ${found.data ?? 'null'}${remark}`);
      before = found.stat.version;
    }
    yield* client.event(path);
  }
}

/** Changes a node's data without overwriting another's change. */
export function* setConfig(client: RecipeClient, path: string, value: string): Recipe<void> {
  yield* client.ensure(path);
  for (;;) {
    const found = yield* client.data(path, false);
    if (found === null) throw new RecipeFailure(`${path} was deleted.`);
    const err = yield* client.set(path, value, found.stat.version);
    if (err === ErrorCode.OK) return client.say(`SET version ${found.stat.version + 1}`);
    if (err === ErrorCode.BADVERSION) client.say('Somebody was faster. Reading again.');
  }
}

/** Joins a group and stays until Enter. */
export function* joinGroup(
  client: RecipeClient,
  group: string,
  name: string,
  data: string | null,
): Recipe<void> {
  yield* client.ensure(group);
  const made = yield* client.create(`${group}/${name}`, data, 'EPHEMERAL');
  if (made === ErrorCode.NODEEXISTS) {
    client.say(
      'The name is taken, perhaps by my own last life, whose session has not expired yet.',
    );
    throw new RecipeFailure('Try again later.');
  }
  client.say(`JOINED ${group} as ${name}. Enter leaves.`);
  yield* client.line();
  yield* client.delete(`${group}/${name}`);
  client.say('LEFT');
}

/** Prints the members now and after every change. */
export function* watchGroup(client: RecipeClient, group: string): Recipe<void> {
  yield* client.ensure(group);
  for (;;) {
    const members = yield* client.children(group, true);
    client.say(`MEMBERS ${members.length}: ${members.join(' ')}`);
    yield* client.event(group);
  }
}

/** Sends work to the live instances in turn; an instance that vanished is left out. */
export function* callService(client: RecipeClient, service: string, count: number): Recipe<void> {
  for (let i = 0; i < count; i++) {
    const instances = yield* client.children(service, false);
    if (instances.length === 0) client.say('CALL nobody offers this service');
    else {
      const name = instances[i % instances.length]!;
      const found = yield* client.data(`${service}/${name}`, false);
      client.say(`CALL ${i + 1} goes to ${name} at ${found?.data ?? 'nobody: it has just gone'}`);
    }
    yield* client.sleep(1000);
  }
}
