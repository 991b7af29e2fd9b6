/**
 * Runs a miniature world of the prose: opens its terminals, then plays its actions in a loop of the
 * page's own speed.
 *
 *     const mini = new MiniWorldPlayer(world, startWorld);
 *     while (!mini.playback.isDone) if (mini.playback.isReady) mini.playback.next();
 *       else mini.advance({ untilMs: mini.playback.readyAtMs });
 *
 * Read next: playback.ts.
 */
import type { EventRecord, OperatorAction, Timeline } from '../engine/index.ts';
import { openTerminals } from './actions.ts';
import type { Moment } from './condition.ts';
import type { MiniWorld } from './lesson.ts';
import { waitForService } from './opening.ts';
import type { AdvanceLimits, Playable } from './playback.ts';
import { Playback } from './playback.ts';
import type { StartWorld, WorldSpec } from './world-spec.ts';

export class MiniWorldPlayer implements Playable {
  readonly timeline: Timeline;
  readonly spec: WorldSpec;
  readonly terminals = new Map<string, number>();
  /** The actions of the miniature, ready to be played. */
  readonly playback: Playback;
  #current: Playback;

  constructor(world: MiniWorld, startWorld: StartWorld, seed = 1) {
    this.spec = world.world;
    this.timeline = startWorld(world.world, seed);
    const opening = [...waitForService(), ...openTerminals(world.terminals ?? [])];
    this.#current = new Playback(this, opening);
    this.#current.finish();
    this.playback = new Playback(this, world.actions);
    this.#current = this.playback;
  }

  advance(limits: AdvanceLimits): number {
    const { stop } = limits;
    return this.timeline.advance({
      ...limits,
      stop: (record) => {
        this.#current.observe(this.momentOf(record));
        return stop?.(record) === true;
      },
    });
  }

  act(action: OperatorAction): EventRecord {
    return this.timeline.act(action);
  }

  momentOf(record: EventRecord | null): Moment {
    const terminalOf = (name: string) => this.terminals.get(name);
    return { record, world: this.timeline.world, terminalOf };
  }

  nameTerminal(name: string, terminal: number): void {
    this.terminals.set(name, terminal);
  }
}
