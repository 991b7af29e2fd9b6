/**
 * What a cluster is built from: each system's own part, and what they share. A system adds its part to
 * `SystemSpecs` by declaration, so that a spec that names a system which is not there is a type error.
 *
 * Read next: system.ts, scenario.ts, ../zookeeper/scenario.ts.
 */
import type { HostSpec } from '../kernel/options.ts';
import type { Scenario } from './scenario.ts';
import type { Provision } from './system.ts';
import { loadedSystems } from './systems.ts';

/** System id to its part of a cluster; each system declares its own. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declarations elsewhere
export interface SystemSpecs {}

export interface ClusterSpec extends Partial<SystemSpecs> {
  readonly name?: string;
  readonly seed?: number;
  /** Hosts for clients, with every system's tools; default 1. */
  readonly clientHosts?: number;
  readonly latencyMs?: readonly [number, number];
  readonly syncMs?: readonly [number, number];
}

/** The scenario of a cluster: the systems' hosts in their order, then the clients'. */
export function scenarioOf(spec: ClusterSpec): Scenario {
  const systems = loadedSystems().filter(({ id }) => partOf(spec, id) !== undefined);
  const byId: Record<string, Provision> = {};
  for (const system of systems) byId[system.id] = system.provide(partOf(spec, system.id), byId);
  const provisions = Object.values(byId);
  const hosts = mergedByName(provisions.flatMap((provision) => provision.hosts));
  for (let i = 1; i <= (spec.clientHosts ?? 1); i++) {
    hosts.push({ name: `client${i}`, ip: `10.0.0.${100 + i}`, ...toolsOf(provisions) });
  }
  return {
    name: spec.name ?? provisions.map(({ name }) => name).join(', '),
    systems: systems.map(({ id }) => id),
    seed: spec.seed ?? 1,
    hosts,
    ...(spec.latencyMs === undefined ? {} : { latencyMs: spec.latencyMs }),
    ...(spec.syncMs === undefined ? {} : { syncMs: spec.syncMs }),
  };
}

function partOf(spec: ClusterSpec, id: string): unknown {
  return (spec as Readonly<Record<string, unknown>>)[id];
}

/** Systems may share a host: then it has what each of them puts there. */
function mergedByName(hosts: readonly HostSpec[]): HostSpec[] {
  const merged = new Map<string, HostSpec>();
  for (const host of hosts) {
    const other = merged.get(host.name);
    merged.set(host.name, other === undefined ? host : both(other, host));
  }
  return [...merged.values()];
}

function both(one: HostSpec, other: HostSpec): HostSpec {
  return {
    ...one,
    files: { ...one.files, ...other.files },
    folders: [...(one.folders ?? []), ...(other.folders ?? [])],
    boot: [...(one.boot ?? []), ...(other.boot ?? [])],
  };
}

function toolsOf(provisions: readonly Provision[]): Pick<HostSpec, 'files' | 'folders'> {
  return {
    files: Object.assign({}, ...provisions.map(({ tools }) => tools.files)) as HostSpec['files'],
    folders: provisions.flatMap(({ tools }) => tools.folders ?? []),
  } as Pick<HostSpec, 'files' | 'folders'>;
}
