/** A cluster's description from outside (a link, a file, the storage), checked field by field. */
import type { ZooKeeperSpec } from '../../engine/index.ts';

const LIMITS = { servers: 60, observers: 20, clientHosts: 30 } as const;

/** The description, or undefined when it is none. Fields nobody knows are left out. */
export function checkSpec(value: unknown): ZooKeeperSpec | undefined {
  if (!isRecord(value)) return undefined;
  const { servers, observers = 0, clientHosts = 1, seed = 1 } = value;
  const { name, config = {}, serverConfig, properties, layout, started } = value;
  const { latencyMs, syncMs } = value;
  const isSound =
    isCount(servers, 1, LIMITS.servers) &&
    isCount(observers, 0, LIMITS.observers) &&
    isCount(clientHosts, 0, LIMITS.clientHosts) &&
    isCount(seed, 0, 2 ** 32 - 1) &&
    isConfig(config) &&
    (name === undefined || isText(name)) &&
    (serverConfig === undefined || isServerConfig(serverConfig)) &&
    (properties === undefined || (Array.isArray(properties) && properties.every(isText))) &&
    (layout === undefined || layout === 'hostEach' || layout === 'oneHost') &&
    (started === undefined || started === 'none' || isNumbers(started)) &&
    (latencyMs === undefined || isRange(latencyMs)) &&
    (syncMs === undefined || isRange(syncMs));
  if (!isSound) return undefined;
  const rest = { name, serverConfig, properties, layout, started, latencyMs, syncMs };
  const given = Object.entries(rest).filter(([, field]) => field !== undefined);
  const counts = { servers, observers, clientHosts, seed, config };
  return { ...counts, ...Object.fromEntries(given) } as ZooKeeperSpec;
}

/** The description without what is the default anyway. */
export function shortSpec(spec: ZooKeeperSpec): Partial<ZooKeeperSpec> {
  const usual: Readonly<Record<string, unknown>> = { observers: 0, clientHosts: 1, seed: 1 };
  const told = Object.entries(spec).filter(
    ([key, value]) =>
      value !== undefined &&
      usual[key] !== value &&
      !(isRecord(value) && Object.keys(value).length === 0),
  );
  return Object.fromEntries(told) as Partial<ZooKeeperSpec>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length < 2000;
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

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one));
}

function isRange(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((one) => typeof one === 'number' && one >= 0 && one <= 60_000) &&
    value[0] <= value[1]
  );
}

function isCount(value: unknown, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}
