/** Who `leader`, `follower` and `server.3` are at the moment, for scripts. Pure. */
import { hostViews } from '../../../engine/index.ts';
import type { ProcessNode, World } from '../../../engine/index.ts';
import { isServerKey, numberOnSharedHost } from '../../../engine/zookeeper/index.ts';
import type { Nouns } from '../system-ui.ts';
import { isServed, serversOf } from './cluster.ts';

/** Names that stand for whoever has the role, by its word. */
const ROLES: Readonly<Record<string, string>> = {
  leader: 'LEADING',
  follower: 'FOLLOWING',
  observer: 'OBSERVING',
  looking: 'LOOKING',
  standalone: 'STANDALONE',
};

export const nouns: Nouns = {
  processNamed,
  nounOf,
  waits: { leader: (world) => isServed(world) },
};

function processNamed(world: World, name: string): ProcessNode | undefined {
  const servers = serversOf(hostViews(world));
  const number = /^server\.(\d+)$/.exec(name)?.[1];
  if (number !== undefined) return servers[Number(number) - 1];
  return servers.find(({ role, status }) => status === 'running' && role.label === ROLES[name]);
}

/** Its host, or its number where servers share one. */
function nounOf(key: string): string | undefined {
  if (!isServerKey(key)) return undefined;
  const number = numberOnSharedHost(key);
  return number === undefined ? key.slice(0, key.indexOf('/')) : `server.${number}`;
}
