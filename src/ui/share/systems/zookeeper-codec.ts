/** ZooKeeper's part of a cluster in codes: its servers and their settings, as short JSON. */
import type { ZooKeeperSpec } from '../../../engine/index.ts';
import { FlawedRun } from '../run-flaw.ts';
import { given, isCount, isNumbers, isRecord, isText, isTexts, withoutUsual } from './fields.ts';
import type { SystemCodec } from './system-codec.ts';
import type { WorldPart } from './world-part.ts';

export type ZooKeeperPart = Omit<ZooKeeperSpec, keyof WorldPart>;

const MOST = { servers: 60, observers: 20 } as const;

export const USUAL_ZOOKEEPER = { observers: 0 } as const;

export const zookeeperCodec: SystemCodec<ZooKeeperPart> = {
  id: 'zookeeper',
  encode: (spec) => JSON.stringify(withoutUsual({ ...spec }, USUAL_ZOOKEEPER)),
  decode(reader) {
    const part = checkZooKeeper(reader.json());
    if (part === undefined) throw new FlawedRun('cluster');
    return part;
  },
};

/** ZooKeeper's fields of a record from outside, or undefined when one of them is none. */
export function checkZooKeeper(value: unknown): ZooKeeperPart | undefined {
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
  return given(part) as unknown as ZooKeeperPart;
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
