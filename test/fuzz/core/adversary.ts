/**
 * Plays the lines of a trial: acts at their times, or at the first message of a kind, and turns parts in the play
 * into servers. A part is bound when it is first needed (`@leader#3` stays the same server from then
 * on), so that what is cut is healed again.
 *
 * Parts: `@NAME#n` for each part of the cast; `@from#n` and `@to#n` are the ends of the awaited message.
 */
import type { EventRecord } from '../../../src/engine/kernel/event-record.ts';
import type { Kernel } from '../../../src/engine/kernel/kernel.ts';
import type { OperatorAction } from '../../../src/engine/kernel/operator-action.ts';
import type { Process } from '../../../src/engine/kernel/world-state.ts';
import type { Cast } from './area.ts';
import type { TrialAction, TrialLine } from './trial.ts';

/** Walks through the lines of a trial. */
export class Adversary {
  readonly #kernel: Kernel;
  readonly #cast: Cast;
  /** In order of time. */
  readonly #lines: TrialLine[];
  #armed: TrialLine[] = [];
  readonly #bound = new Map<string, string>();

  constructor(kernel: Kernel, cast: Cast, lines: readonly TrialLine[]) {
    this.#kernel = kernel;
    this.#cast = cast;
    this.#lines = [...lines];
  }

  /** Time of the next line; infinite when there is none. */
  get nextAtMs(): number {
    return this.#lines[0]?.atMs ?? Infinity;
  }

  /** Does the next line, or begins to wait for its moment. */
  next(): void {
    const line = this.#lines.shift()!;
    if (line.when !== undefined) this.#armed.push(line);
    else this.act(line.atMs, line.action);
  }

  /** Looks at what just happened. True: a line has become due. */
  watch({ event, atMs }: EventRecord): boolean {
    if (this.#armed.length === 0 || event.type !== 'message') return false;
    const { type } = event.message;
    const isQuiet = ({ when }: TrialLine): boolean =>
      when!.untilMs >= atMs && when!.message !== type;
    if (this.#armed.every(isQuiet)) return false;
    this.#armed = this.#armed.filter(({ when }) => when!.untilMs >= atMs);
    const due = this.#armed.filter(({ when }) => when!.message === type);
    if (due.length === 0) return false;
    this.#armed = this.#armed.filter((line) => !due.includes(line));
    for (const { action, when } of due) {
      this.#bindEnds(action, event.connection);
      this.#lines.push({ atMs: atMs + when!.delayMs, action });
    }
    this.#lines.sort((a, b) => a.atMs - b.atMs);
    return true;
  }

  /** Carries out an action now. */
  act(atMs: number, action: TrialAction): void {
    const { world } = this.#kernel;
    world.nowMs = Math.max(world.nowMs, atMs);
    if (action.type === 'trial.resetHost') return this.#resetHost(action.host);
    const resolved = this.#resolve(action);
    if (resolved !== null) this.#kernel.act(resolved);
  }

  #resetHost(host: string): void {
    for (const { id, ends } of [...this.#kernel.world.connections.values()]) {
      if (!ends.some(({ address }) => address.host === host)) continue;
      this.#kernel.act({ type: 'operator.resetConnection', connection: id });
    }
  }

  /** Null: the moment that would tell who is meant never came. */
  #resolve(action: OperatorAction): OperatorAction | null {
    switch (action.type) {
      case 'operator.signal':
      case 'operator.restart': {
        const slash = action.key.indexOf('/');
        const host = this.#hostOf(action.key.slice(0, slash));
        if (host === null) return null;
        const key = processOf(this.#kernel, `${host}${action.key.slice(slash)}`)?.key;
        return key === undefined ? null : { ...action, key };
      }
      case 'operator.powerOff':
      case 'operator.powerOn': {
        const host = this.#hostOf(action.host);
        return host === null ? null : { ...action, host };
      }
      case 'operator.addRule': {
        const { rule } = action;
        if ('host' in rule) {
          const host = this.#hostOf(rule.host);
          return host === null ? null : { ...action, rule: { ...rule, host } };
        }
        const from = this.#hostOf(rule.from);
        const to = this.#hostOf(rule.to);
        return from === null || to === null ? null : { ...action, rule: { ...rule, from, to } };
      }
      default:
        return action;
    }
  }

  #hostOf(name: string): string | null {
    if (!name.startsWith('@')) return name;
    const known = this.#bound.get(name);
    if (known !== undefined) return known;
    const found = this.#hostWithPart(name);
    if (found !== null) this.#bound.set(name, found);
    return found;
  }

  #hostWithPart(name: string): string | null {
    const [part = '', index = '0'] = name.slice(1).split('#');
    const hosts = this.#cast.parts[part]?.(this.#kernel) ?? [];
    return hosts[Number(index) % Math.max(1, hosts.length)] ?? null;
  }

  #bindEnds(action: TrialAction, connection: number): void {
    const ends = this.#kernel.world.connections.get(connection)?.ends;
    const index = /@(?:from|to)#(\d+)/.exec(JSON.stringify(action))?.[1];
    if (ends === undefined || index === undefined) return;
    // Who listens is the second end. Either part will do for a fault.
    this.#bound.set(`@from#${index}`, ends[1].address.host);
    this.#bound.set(`@to#${index}`, ends[0].address.host);
  }
}

/** The newest process that a key may mean: of its host and its program, whatever its arguments. */
export function processOf(kernel: Kernel, key: string): Process | undefined {
  const [, keyHost, keyProgram] = /^([^/]*)\/(\S*)/.exec(key)!;
  return [...kernel.world.processes.values()].findLast(
    ({ info, program }) => info.host === keyHost && program === keyProgram,
  );
}
