/**
 * A program that does what a test says, and notes everything it is told: on each event the test's own
 * function chooses the effects. Kernel tests of order and of sockets run a few of it.
 */
import type { Behavior, Effect, HostSpec, NodeEvent } from '../../../src/engine/index.ts';
import { Timeline } from '../../../src/engine/index.ts';

export interface Noted {
  readonly told: readonly NodeEvent[];
}

type Answer = (event: NodeEvent | null, told: readonly NodeEvent[]) => readonly Effect[];

/** `answer(null)` is asked at the start. */
export function scripted(name: string, answer: Answer): Behavior<Noted> {
  return {
    name,
    start: () => [{ told: [] }, answer(null, [])],
    step(state, event) {
      const told = [...state.told, event];
      return [{ told }, answer(event, told)];
    },
  };
}

/** One host a program, with the program's name for both; every message takes a millisecond. */
export function worldOf(programs: readonly Behavior<Noted>[], more: readonly HostSpec[] = []) {
  const hosts = programs.map(({ name }, i): HostSpec => {
    return { name, ip: `10.0.0.${i + 1}`, boot: [{ program: name, argv: [name] }] };
  });
  return new Timeline({
    seed: 1,
    isStrict: true,
    programs: Object.fromEntries(programs.map((program) => [program.name, program])),
    hosts: [...hosts, ...more],
    latencyMs: [1, 1],
    localLatencyMs: [1, 1],
    syncMs: [5, 5],
  });
}

/** What a program has been told so far. */
export function toldOf(timeline: Timeline, program: string): readonly NodeEvent[] {
  for (const process of timeline.world.processes.values()) {
    if (process.program === program) return (process.state as Noted).told;
  }
  throw new Error(`no ${program}`);
}

/** The types of the messages among it. */
export function messagesOf(timeline: Timeline, program: string): readonly string[] {
  return toldOf(timeline, program).flatMap((event) =>
    event.type === 'message' ? [event.message.type] : [],
  );
}
