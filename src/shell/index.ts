/**
 * The door of the shell: what hosts can run, and how to start a simulation with it. A system adds its
 * own programs by `addToShell`.
 *
 * Read next: host-system.ts, program/installations.ts.
 */
import type { Behavior, Invariant, Scenario, System } from '../engine/index.ts';
import { Timeline, addSystem, kernelOptions, weightOf } from '../engine/index.ts';
import { host } from './host-system.ts';
import type { Installation } from './program/installations.ts';
import { addTools, install } from './program/installations.ts';

/** What may be said about a simulation besides its scenario. */
export interface SimulationOptions {
  /** Instead of the systems' own. */
  readonly invariants?: readonly Invariant[];
  /** Throw what a program throws instead of recording it (tests). */
  readonly isStrict?: boolean;
  /** Programs beside or instead of the playground's (tests). */
  readonly programs?: Readonly<Record<string, Behavior>>;
}

interface Brought {
  readonly system: System;
  readonly installation: Installation;
}

const brought = new Map<string, Brought>();

/** Makes a system known, and what it brings to hosts. */
export function addToShell(system: System, installation: Installation): void {
  addSystem(system);
  install(installation);
  brought.set(system.id, { system, installation });
}

/** Starts a world with the programs and invariants of the scenario's systems. */
export function startSimulation(scenario: Scenario, options: SimulationOptions = {}): Timeline {
  const { systems } = scenario;
  const programs = { ...programsOf(systems), ...options.programs };
  const invariants = options.invariants ?? systems.flatMap((id) => broughtBy(id).system.invariants);
  return new Timeline({
    ...kernelOptions(scenario, programs, invariants),
    weightOf,
    ...(options.isStrict === undefined ? {} : { isStrict: options.isStrict }),
  });
}

/** Every program that a host can run, by the name under which it is spawned. */
export function programsOf(systems: readonly string[]): Readonly<Record<string, Behavior>> {
  const own = systems.map(broughtBy);
  return Object.assign(
    { ...host.programs },
    ...own.map(({ installation }) => installation.programs),
    ...own.map(({ system }) => system.programs),
  ) as Readonly<Record<string, Behavior>>;
}

function broughtBy(id: string): Brought {
  const found = brought.get(id);
  if (found === undefined) throw new Error(`the system ${id} is not loaded`);
  return found;
}

addSystem(host);
addTools(Object.keys(host.programs));
