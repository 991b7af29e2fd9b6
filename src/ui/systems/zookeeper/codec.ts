/** ZooKeeper's part of a cluster in codes: its servers and their settings, as short JSON. */
import type { ZooKeeperSpec } from '../../../engine/zookeeper/index.ts';
import { FlawedRun } from '../../share/run-flaw.ts';
import {
  given,
  isCount,
  isNumbers,
  isRecord,
  isText,
  isTexts,
  withoutUsual,
} from '../../share/systems/fields.ts';
import type { SystemCodec } from '../../share/systems/system-codec.ts';

const MOST = { servers: 60, observers: 20 } as const;

export const USUAL_ZOOKEEPER = { observers: 0 } as const;

export const codec: SystemCodec<ZooKeeperSpec> = {
  id: 'zookeeper',
  encode: (spec) => JSON.stringify(withoutUsual({ ...spec }, USUAL_ZOOKEEPER)),
  decode(reader) {
    const part = checkZooKeeper(reader.json());
    if (part === undefined) throw new FlawedRun('cluster');
    return part;
  },
};

/** ZooKeeper's fields of a record from outside, or undefined when one of them is none. */
export function checkZooKeeper(value: unknown): ZooKeeperSpec | undefined {
  if (!isRecord(value)) return undefined;
  const { servers, observers = USUAL_ZOOKEEPER.observers, config = {} } = value;
  const { serverConfig, properties, layout, started } = value;
  const isSound =
    isCount(servers, 1, MOST.servers) &&
    isCount(observers, 0, MOST.observers) &&
    isConfig(config) &&
    (serverConfig === undefined || isServerConfig(serverConfig)) &&
    (properties === undefined || isTexts(properties)) &&
    (layout === undefined || layout === 'hostEach' || layout === 'oneHost') &&
    (started === undefined || started === 'none' || isNumbers(started));
  if (!isSound) return undefined;
  const part = { servers, observers, config, serverConfig, properties, layout, started };
  return given(part) as unknown as ZooKeeperSpec;
}

function isConfig(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isText);
}

function isServerConfig(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(([number, lines]) => /^\d{1,2}$/.test(number) && isConfig(lines))
  );
}
