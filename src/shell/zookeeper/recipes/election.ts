/**
 * Leader election: the queue of the fair lock, where being first means to lead.
 *
 * Mirrors: the recipe "Leader Election" of the documentation, 3.8.0.
 */
import { awaitTurn, predecessor } from './locks.ts';
import type { Recipe, RecipeClient } from './recipe-calls.ts';
import { suffixOf } from './recipe-calls.ts';

/** Offers itself, waits, leads until Enter. */
export function* elect(client: RecipeClient, parent: string, name: string): Recipe<void> {
  yield* client.ensure(parent);
  const own = yield* client.createOwn(parent, 'n', name);
  client.say(`OFFER ${own}`);
  yield* awaitTurn(client, parent, own.slice(parent.length + 1), predecessor);
  client.say(`LEADER ${name}, number ${suffixOf(own)}, after ${client.cost}`);
  client.say('Others may not know it yet. Enter steps down.');
  yield* client.line();
  yield* client.delete(own);
  client.say('STEPPED DOWN');
}
