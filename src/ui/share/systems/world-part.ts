/** What a cluster's description says of its world, whichever systems it has. */
import type { ClusterSpec } from '../../../engine/index.ts';
import { given, isCount, isRange, isRecord, isText } from './fields.ts';

export type WorldPart = Pick<ClusterSpec, 'name' | 'seed' | 'clientHosts' | 'latencyMs' | 'syncMs'>;

const MOST_CLIENT_HOSTS = 30;

export const USUAL_WORLD = { clientHosts: 1, seed: 1 } as const;

/** The world's fields of a record from outside, or undefined when one of them is none. */
export function checkWorld(value: unknown): WorldPart | undefined {
  if (!isRecord(value)) return undefined;
  const { clientHosts = USUAL_WORLD.clientHosts, seed = USUAL_WORLD.seed } = value;
  const { name, latencyMs, syncMs } = value;
  const isSound =
    isCount(clientHosts, 0, MOST_CLIENT_HOSTS) &&
    isCount(seed, 0, 2 ** 32 - 1) &&
    (name === undefined || isText(name)) &&
    (latencyMs === undefined || isRange(latencyMs)) &&
    (syncMs === undefined || isRange(syncMs));
  return isSound ? given({ seed, clientHosts, name, latencyMs, syncMs }) : undefined;
}
