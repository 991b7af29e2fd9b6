/**
 * Runs one script: faults at their times, then a healthy majority that must make progress, then the
 * validations of the whole history.
 */
import { Kernel } from '../../src/engine/kernel/kernel.ts';
import type { OperatorAction } from '../../src/engine/kernel/operator-action.ts';
import type { Invariant } from '../../src/engine/kernel/invariant.ts';
import type { Violation } from '../../src/engine/kernel/violation.ts';
import { kernelOptions } from '../../src/engine/world/scenario.ts';
import { listGet } from '../../src/engine/kernel/persistent-list.ts';
import type { FuzzClientState } from './fuzz-client.ts';
import { fuzzClient } from './fuzz-client.ts';
import type { Script } from './script.ts';
import { serverKey } from './script.ts';
import { Adversary, serverOf } from './adversary.ts';
import { WRITES, validate } from './validations.ts';
import { zookeeperScenario } from '../support/zookeeper.ts';
import { serverPlaces, startOf, zookeeper } from '../../src/engine/zookeeper/index.ts';

/** What came of a run. */
export interface Outcome {
  readonly violation: Pick<Violation, 'invariant' | 'detail' | 'atMs'> | null;
  readonly events: number;
  readonly operations: number;
}

/** A run may be asked to carry a planted fault. */
export interface RunOptions {
  readonly mutant?: string;
  /** Watch these only; default all. */
  readonly invariants?: readonly Invariant[];
  /** Shows the kernel before it starts (debugging). */
  readonly onKernel?: (kernel: Kernel) => void;
}

const programs = { ...zookeeper.programs, FuzzClient: fuzzClient as never };

/** Runs a script to its first violation, or to its end. */
export function runScript(script: Script, options: RunOptions = {}): Outcome {
  const kernel = build(script, options);
  options.onKernel?.(kernel);
  const adversary = new Adversary(kernel, script.lines);
  while (adversary.nextAtMs < script.healAtMs) {
    if (!advance(kernel, adversary.nextAtMs, adversary)) return outcomeOf(kernel);
    if (adversary.nextAtMs <= kernel.world.nowMs || isQuietUntil(kernel, adversary.nextAtMs)) {
      adversary.next();
    }
  }
  while (!isQuietUntil(kernel, script.healAtMs)) {
    if (!advance(kernel, script.healAtMs)) return outcomeOf(kernel);
  }
  heal(kernel, adversary, script);
  const isDone = () => hasProgress(kernel, script);
  for (let atMs = script.healAtMs; atMs < script.endAtMs; atMs += 250) {
    if (!advance(kernel, atMs)) return outcomeOf(kernel);
    if (isDone()) break;
  }
  if (!isDone() && !isHelpless(kernel, script)) {
    return outcomeOf(kernel, {
      invariant: 'Progress',
      detail: `no write succeeded within ${script.endAtMs - script.healAtMs} ms: ${stateText(kernel)}`,
      atMs: kernel.world.nowMs,
    });
  }
  return outcomeOf(kernel, validate(kernel));
}

function isQuietUntil(kernel: Kernel, atMs: number): boolean {
  return (kernel.nextEventAtMs() ?? Infinity) > atMs;
}

function build(script: Script, { mutant, invariants }: RunOptions): Kernel {
  const spec = {
    seed: script.seed,
    servers: script.voters,
    observers: script.observers,
    clientHosts: script.clients,
    started: 'none' as const,
    config: script.config,
    properties: script.properties,
    latencyMs: script.latencyMs,
    syncMs: script.syncMs,
  };
  const scenario = zookeeperScenario(spec);
  const places = serverPlaces(spec);
  const own = ['-Dquiet=true', ...(mutant === undefined ? [] : [`-Dmutant=${mutant}`])];
  const properties = [...own, ...script.properties];
  const hosts = scenario.hosts.map((host) => {
    const place = places.find((other) => other.host === host.name);
    if (place === undefined) return host;
    const { outputPath: _, ...start } = startOf(place, properties);
    // Servers share a key whatever their properties, so that scripts can name them.
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
    const argv = ['FuzzClient', `c${index + 1}`, own.join(','), String(script.seed * 7 + index)];
    argv.push(script.workload.join(','), String(script.sessionTimeoutMs));
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

/** Until a time, or until the adversary has something to do. False: something was broken. */
function advance(kernel: Kernel, untilMs: number, adversary?: Adversary): boolean {
  const { world } = kernel;
  for (;;) {
    const record = kernel.step(untilMs);
    if (world.violations.length > 0) return false;
    if (record === undefined || adversary?.watch(record) === true) return true;
  }
}

function heal(kernel: Kernel, adversary: Adversary, script: Script): void {
  const { world } = kernel;
  const act = (action: OperatorAction) => adversary.act(script.healAtMs, action);
  for (const { id } of world.rules) act({ type: 'operator.removeRule', id });
  const count = script.voters + script.observers;
  for (let number = 1; number <= count; number++) {
    const host = `zk${number}`;
    const key = serverKey(host);
    const isHealed = number > script.voters || script.healed.includes(number);
    const process = serverOf(kernel, host);
    if (!isHealed) {
      if (world.hosts.get(host)!.isPowered) act({ type: 'operator.powerOff', host });
    } else if (!world.hosts.get(host)!.isPowered) {
      act({ type: 'operator.powerOn', host });
    } else if (process?.status === 'paused') {
      act({ type: 'operator.signal', key, signal: 'CONT' });
    } else if (process === undefined || process.status === 'exited') {
      act({ type: 'operator.restart', key });
    }
  }
}

/** Every client has written something that was asked for after the healing. */
function hasProgress(kernel: Kernel, script: Script): boolean {
  for (const { program, state } of kernel.world.processes.values()) {
    if (program !== 'FuzzClient') continue;
    const { operations } = state as FuzzClientState;
    let isServed = false;
    // The latest answers stand last; what was answered before the healing was asked before it.
    for (let i = operations.length - 1; i >= 0 && !isServed; i--) {
      const { body, invokedMs, respondedMs } = listGet(operations, i)!;
      if (respondedMs !== null && respondedMs < script.healAtMs) break;
      // A refusal is decided by the ensemble as well as a success.
      if (invokedMs < script.healAtMs || respondedMs === null) continue;
      if (WRITES.has(body.type)) isServed = true;
    }
    if (!isServed) return false;
  }
  return true;
}

/**
 * A server whose history is newer than its epoch refuses to start, as upstream's does. When too few are
 * left there is nothing to demand.
 */
function isHelpless(kernel: Kernel, script: Script): boolean {
  const alive = script.healed.filter((number) => {
    const process = serverOf(kernel, `zk${number}`);
    return process !== undefined && process.status !== 'exited';
  });
  return alive.length <= Math.floor(script.voters / 2);
}

function stateText(kernel: Kernel): string {
  const texts: string[] = [];
  for (const { program, key, status, state } of kernel.world.processes.values()) {
    if (program !== 'QuorumPeerMain') continue;
    const server = state as { chart?: { value?: unknown } } | null;
    texts.push(`${key.split('/')[0]} ${status} ${JSON.stringify(server?.chart?.value)}`);
  }
  return texts.join('; ');
}

function outcomeOf(kernel: Kernel, found: Outcome['violation'] = null): Outcome {
  const [first] = kernel.world.violations;
  let operations = 0;
  for (const { program, state } of kernel.world.processes.values()) {
    if (program === 'FuzzClient') operations += (state as FuzzClientState).operations.length;
  }
  return { violation: first ?? found, events: kernel.world.eventCount, operations };
}
