/** What is done to an ensemble: to whoever has a part in it at that moment, and faults that are planted. */
import type { World } from '../../../engine/index.ts';
import type { LessonAction } from '../../actions.ts';
import type { WorldSpec } from '../../world-spec.ts';
import { hostsServing, serverOn, serversOf } from './observation.ts';

/** The leader of the moment dies at once. */
export function killLeader(): LessonAction {
  return { do: 'kill', target: { find: leaderKey } };
}

/** The server dies to which the owner of this ephemeral znode is connected. */
export function killServerOf(path: string): LessonAction {
  return { do: 'kill', target: { find: (world) => keyServing(world, path) } };
}

/** The same ensemble with this fault in each of its servers. */
export function mutant(name: string): (world: WorldSpec) => WorldSpec {
  return ({ zookeeper = { servers: 1 }, ...world }) => ({
    ...world,
    zookeeper: { ...zookeeper, properties: [`-Dmutant=${name}`] },
  });
}

function leaderKey(world: World): string | undefined {
  const leads = serversOf(world).find(({ role, isServing }) => role === 'LEADING' && isServing);
  return leads?.process.key;
}

function keyServing(world: World, path: string): string | undefined {
  const [host] = hostsServing(world, path);
  return host === undefined ? undefined : serverOn(world, host)?.process.key;
}
