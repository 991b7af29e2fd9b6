/** A ZooKeeper service with several terminals on its client host, for tests of client programs. */
import { listItems } from '../../../../src/engine/index.ts';
import { startSimulation } from '../../../../src/shell/index.ts';
import { zookeeperScenario } from '../../../support/zookeeper.ts';
import type { EnsembleSpec } from '../../../support/zookeeper.ts';

export class Terminals {
  readonly timeline;
  readonly #seen = new Map<number, number>();

  constructor(spec: EnsembleSpec) {
    this.timeline = startSimulation(zookeeperScenario(spec), { isStrict: true });
    this.wait(10_000);
  }

  wait(ms: number): void {
    this.timeline.advance({ untilMs: this.timeline.clockMs + ms });
  }

  /** Opens a terminal and types a line into its shell. */
  open(line: string, host = 'client1'): number {
    this.timeline.act({ type: 'operator.openTerminal', host });
    const id = Math.max(...this.timeline.world.terminals.keys());
    this.wait(10);
    this.type(id, line);
    return id;
  }

  type(terminal: number, text: string, ms = 500): string {
    this.take(terminal);
    this.timeline.act({ type: 'operator.type', terminal, text });
    this.wait(ms);
    return this.take(terminal);
  }

  interrupt(terminal: number): void {
    this.timeline.act({ type: 'operator.interrupt', terminal });
    this.wait(10);
  }

  /** What was printed since the last look, without echo. */
  take(terminal: number): string {
    const { output } = this.timeline.world.terminals.get(terminal)!;
    const seen = this.#seen.get(terminal) ?? 0;
    this.#seen.set(terminal, output.length);
    const pieces = [...listItems(output, seen)].filter(({ isEcho }) => !isEcho);
    return pieces.map(({ text }) => text).join('');
  }
}
