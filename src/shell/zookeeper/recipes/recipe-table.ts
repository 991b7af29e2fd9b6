/**
 * The recipes by name, with their usage.
 *
 * Mirrors: nothing upstream: the program `recipe` is the playground's own.
 * Read next: recipe.ts.
 */
import {
  callService,
  joinGroup,
  setConfig,
  uniqueIds,
  watchConfig,
  watchGroup,
} from './directory.ts';
import { elect } from './election.ts';
import { herdLock, lock, sharedLock } from './locks.ts';
import { awaitBarrier, doubleBarrier, put, take } from './queues.ts';
import type { Recipe, RecipeClient } from './recipe-calls.ts';

interface RecipeSpec {
  readonly name: string;
  readonly usage: string;
  readonly purpose: string;
  readonly run: (client: RecipeClient, args: readonly string[], given: Given) => Recipe<void>;
  /** How many words it needs. */
  readonly words: number;
}

/** Options that any recipe may have. */
export interface Given {
  /** `-hold SECONDS`; null: until Enter. */
  readonly holdMs: number | null;
}

const count = (word: string | undefined, otherwise: number): number =>
  word !== undefined && /^\d+$/.test(word) ? Number(word) : otherwise;

const recipes: readonly RecipeSpec[] = [
  {
    name: 'id',
    usage: '/ids/id- [count]',
    purpose: 'draws unique numbers',
    words: 1,
    run: (client, [prefix, times]) => uniqueIds(client, prefix!, count(times, 1)),
  },
  {
    name: 'config-watch',
    usage: '/config/app',
    purpose: 'follows a configuration',
    words: 1,
    run: (client, [path]) => watchConfig(client, path!),
  },
  {
    name: 'config-set',
    usage: '/config/app value',
    purpose: "changes it without losing another's change",
    words: 2,
    run: (client, [path, value]) => setConfig(client, path!, value!),
  },
  {
    name: 'join',
    usage: '/group name',
    purpose: 'is a member until Enter or death',
    words: 2,
    run: (client, [group, name]) => joinGroup(client, group!, name!, null),
  },
  {
    name: 'members',
    usage: '/group',
    purpose: 'follows who is there',
    words: 1,
    run: (client, [group]) => watchGroup(client, group!),
  },
  {
    name: 'register',
    usage: '/services/web name address',
    purpose: 'offers a service',
    words: 3,
    run: (client, [service, name, address]) => joinGroup(client, service!, name!, address!),
  },
  {
    name: 'call',
    usage: '/services/web [count]',
    purpose: 'balances calls over the live instances',
    words: 1,
    run: (client, [service, times]) => callService(client, service!, count(times, 5)),
  },
  {
    name: 'lock',
    usage: '/locks/a [-hold seconds]',
    purpose: 'fair lock: each waits for the one before',
    words: 1,
    run: (client, [parent], { holdMs }) => lock(client, parent!, holdMs),
  },
  {
    name: 'herd-lock',
    usage: '/lock [-hold seconds]',
    purpose: 'simple lock: everybody wakes up at every release',
    words: 1,
    run: (client, [path], { holdMs }) => herdLock(client, path!, holdMs),
  },
  {
    name: 'read-lock',
    usage: '/rw [-hold seconds]',
    purpose: 'shared with other readers',
    words: 1,
    run: (client, [parent], { holdMs }) => sharedLock(client, parent!, 'read', holdMs),
  },
  {
    name: 'write-lock',
    usage: '/rw [-hold seconds]',
    purpose: 'excludes readers and writers',
    words: 1,
    run: (client, [parent], { holdMs }) => sharedLock(client, parent!, 'write', holdMs),
  },
  {
    name: 'put',
    usage: '/queue data',
    purpose: 'puts into a queue',
    words: 2,
    run: (client, [queue, data]) => put(client, queue!, data!),
  },
  {
    name: 'take',
    usage: '/queue [count]',
    purpose: 'takes from a queue, waits while it is empty',
    words: 1,
    run: (client, [queue, times]) => take(client, queue!, count(times, 1)),
  },
  {
    name: 'barrier',
    usage: '/barrier',
    purpose: 'waits until the node is deleted',
    words: 1,
    run: (client, [path]) => awaitBarrier(client, path!),
  },
  {
    name: 'double-barrier',
    usage: '/barrier name count',
    purpose: 'enters and leaves together with others',
    words: 3,
    run: (client, [path, name, size]) => doubleBarrier(client, path!, name!, count(size, 2)),
  },
  {
    name: 'elect',
    usage: '/election name',
    purpose: 'leader election',
    words: 2,
    run: (client, [path, name]) => elect(client, path!, name!),
  },
];

/** A recipe by its name. */
export function recipeNamed(name: string): RecipeSpec | undefined {
  return recipes.find((each) => each.name === name);
}

/** The listing. */
export const recipeUsage: string = [
  'Usage: recipe [-server host:port,…] [-timeout ms] NAME ARGUMENTS',
  ...recipes.map(({ name, usage, purpose }) => `  ${`${name} ${usage}`.padEnd(44)} ${purpose}`),
  '',
].join('\n');
