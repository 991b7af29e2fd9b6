/** The ensemble and the clients of a trial, as a kernel that can be run. */
import { Kernel } from '../../../src/engine/kernel/kernel.ts';
import { kernelOptions } from '../../../src/engine/world/scenario.ts';
import { serverPlaces, startOf, zookeeper } from '../../../src/engine/zookeeper/index.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';
import type { BuildOptions } from '../core/area.ts';
import { fuzzClient } from './fuzz-client.ts';
import type { ZooKeeperTrial } from './trial.ts';

const programs = { ...zookeeper.programs, FuzzClient: fuzzClient as never };

export function build(trial: ZooKeeperTrial, { mutant, invariants }: BuildOptions): Kernel {
  const spec = {
    seed: trial.seed,
    servers: trial.voters,
    observers: trial.observers,
    clientHosts: trial.clients,
    started: 'none' as const,
    config: trial.config,
    properties: trial.properties,
    latencyMs: trial.latencyMs,
    syncMs: trial.syncMs,
  };
  const scenario = zookeeperScenario(spec);
  const places = serverPlaces(spec);
  const own = ['-Dquiet=true', ...(mutant === undefined ? [] : [`-Dmutant=${mutant}`])];
  const properties = [...own, ...trial.properties];
  const hosts = scenario.hosts.map((host) => {
    const place = places.find((other) => other.host === host.name);
    if (place === undefined) return host;
    const { outputPath: _, ...start } = startOf(place, properties);
    // Servers share a key whatever their properties, so that lines can name them.
    return { ...host, boot: [start] };
  });
  const connect = places.map(({ host, clientPort }) => `${host}:${clientPort}`);
  const clients = hosts.filter((host) => host.name.startsWith('client'));
  const withClients = hosts.map((host) => {
    const index = clients.indexOf(host);
    if (index < 0) return host;
    const own = connect
      .slice(index % connect.length)
      .concat(connect.slice(0, index % connect.length));
    const argv = ['FuzzClient', `c${index + 1}`, own.join(','), String(trial.seed * 7 + index)];
    argv.push(trial.workload.join(','), String(trial.sessionTimeoutMs));
    return { ...host, boot: [{ program: 'FuzzClient', argv }] };
  });
  return new Kernel({
    ...kernelOptions(
      { ...scenario, hosts: withClients },
      programs,
      invariants ?? zookeeper.invariants,
    ),
  });
}
