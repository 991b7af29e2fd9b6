/** A cluster's description from outside (a link, a file, the storage), checked field by field. */
import type { ZooKeeperSpec } from '../../engine/index.ts';
import { withoutUsual } from './systems/fields.ts';
import { USUAL_WORLD, checkWorld } from './systems/world-part.ts';
import { USUAL_ZOOKEEPER, checkZooKeeper } from './systems/zookeeper-codec.ts';

/** The description, or undefined when it is none. Fields nobody knows are left out. */
export function checkSpec(value: unknown): ZooKeeperSpec | undefined {
  const world = checkWorld(value);
  const zookeeper = checkZooKeeper(value);
  return world && zookeeper && { ...zookeeper, ...world };
}

/** The description without what is the default anyway. */
export function shortSpec(spec: ZooKeeperSpec): Partial<ZooKeeperSpec> {
  return withoutUsual({ ...spec }, { ...USUAL_WORLD, ...USUAL_ZOOKEEPER });
}
