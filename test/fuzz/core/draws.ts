/** The random numbers that a seed stands for. */
import { nextInteger, splitStream } from '../../../src/engine/kernel/random.ts';

/** Draws numbers for one seed. */
export class Draws {
  #state: number;
  constructor(seed: number, purpose: string) {
    this.#state = splitStream(seed, purpose);
  }
  /** A whole number in [0, bound). */
  below(bound: number): number {
    const [value, state] = nextInteger(this.#state, bound);
    this.#state = state;
    return value;
  }
  pick<X>(items: readonly X[]): X {
    return items[this.below(items.length)]!;
  }
  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }
  shuffled<X>(items: readonly X[]): readonly X[] {
    const left = [...items];
    const result: X[] = [];
    while (left.length > 0) result.push(...left.splice(this.below(left.length), 1));
    return result;
  }
}
