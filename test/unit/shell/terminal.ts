/**
 * A world with hosts and a terminal, as tests of the shell use it: type lines, let time pass, compare
 * what stands on the screen.
 */
import type { HostSpec } from '../../../src/engine/index.ts';
import { Kernel, listItems } from '../../../src/engine/index.ts';
import { zookeeper } from '../../../src/engine/zookeeper/index.ts';
import { programsOf } from '../../../src/shell/index.ts';
import '../../support/zookeeper.ts';

const HOSTS: readonly HostSpec[] = [
  { name: 'zk1', ip: '10.0.0.11', files: { '/etc/motd': 'welcome\n' } },
  { name: 'zk2', ip: '10.0.0.12' },
];

/** One that has ZooKeeper's scripts. */
export const INSTALLED: readonly HostSpec[] = [
  { name: 'zk1', ip: '10.0.0.11', ...zookeeper.provide({ servers: 1 }, {}).tools },
];

export class TestTerminal {
  readonly kernel: Kernel;
  readonly #id: number;
  #seen = 0;

  constructor(hosts: readonly HostSpec[] = HOSTS, host = 'zk1', kernel?: Kernel) {
    this.kernel =
      kernel ?? new Kernel({ seed: 1, hosts, programs: programsOf(['zookeeper']), isStrict: true });
    this.kernel.act({ type: 'operator.openTerminal', host });
    this.#id = Math.max(...this.kernel.world.terminals.keys());
    this.wait(0);
    this.take();
  }

  /** Lets virtual time pass. */
  wait(ms: number): void {
    const untilMs = this.kernel.world.nowMs + ms;
    for (let i = 0; i < 20_000; i++) if (this.kernel.step(untilMs) === undefined) return;
    throw new Error('the world does not come to rest');
  }

  /** Everything printed since the last look, echo included. */
  take(): string {
    const { output } = this.kernel.world.terminals.get(this.#id)!;
    const text = [...listItems(output, this.#seen)].map((piece) => piece.text).join('');
    this.#seen = output.length;
    return text;
  }

  /** Types a line; what it printed, without the echo and without the next prompt. */
  run(line: string, ms = 100): string {
    this.kernel.act({ type: 'operator.type', terminal: this.#id, text: line });
    this.wait(ms);
    const text = this.take();
    return text.slice(line.length + 1).replace(/root@\w+:[^\n]*# $/, '');
  }

  interrupt(): string {
    this.kernel.act({ type: 'operator.interrupt', terminal: this.#id });
    this.wait(100);
    return this.take();
  }

  end(): string {
    this.kernel.act({ type: 'operator.endInput', terminal: this.#id });
    this.wait(100);
    return this.take();
  }

  complete(line: string): { insert: string; candidates: readonly string[] } {
    const cursor = line.length;
    this.kernel.act({ type: 'operator.complete', terminal: this.#id, line, cursor });
    this.wait(0);
    const { insert, candidates } = this.kernel.world.terminals.get(this.#id)!.completion!;
    return { insert, candidates };
  }

  /** Characters that the terminal still holds. */
  get heldLength(): number {
    const { output } = this.kernel.world.terminals.get(this.#id)!;
    return [...listItems(output)].reduce((length, { text }) => length + text.length, 0);
  }

  get hasEnded(): boolean {
    return this.kernel.world.terminals.get(this.#id)!.foregroundPid === 0;
  }
}
