/**
 * Which thing is which: numbers for what no two runs call alike (a session's id, say), and what may be
 * guessed about them. In a text they stand as placeholders with a number, `<SESSION3>`.
 *
 * The real servers list such things in the order of hashes that no two runs have in common, so the
 * first text that names two new ones may leave open which is which. Then every way that fits is
 * kept until a later text decides.
 *
 * Read next: compare.ts.
 */

/** Numbers placeholders anew, each word in order of appearance among the compared texts of one case. */
export class Numbers {
  readonly #words: readonly string[];
  /** By old placeholder. */
  readonly #numbers: Map<string, number>;
  readonly #pattern: RegExp;

  constructor(words: readonly string[], numbers: ReadonlyMap<string, number> = new Map()) {
    this.#words = words;
    this.#numbers = new Map(numbers);
    this.#pattern = new RegExp(`<(${words.join('|')})(\\d+)>`, 'g');
  }

  /** An independent copy, for a step that is tried more than once. */
  copy(): Numbers {
    return new Numbers(this.#words, this.#numbers);
  }

  /** The same numbers in the same order give the same key. */
  get key(): string {
    return [...this.#numbers.keys()].join();
  }

  /** Numbers placeholders in this order. */
  number(placeholders: readonly string[]): void {
    for (const placeholder of placeholders) this.apply(placeholder);
  }

  /** The placeholders of a text that have no number yet, in order of appearance. */
  unknownIn(text: string): string[] {
    const all = new Set([...text.matchAll(this.#pattern)].map(([placeholder]) => placeholder));
    return [...all].filter((old) => !this.#numbers.has(old));
  }

  apply(text: string): string {
    return text.replace(this.#pattern, (old: string, word: string) => {
      const number = this.#numbers.get(old) ?? this.#countOf(word) + 1;
      this.#numbers.set(old, number);
      return `<${word}${number}>`;
    });
  }

  #countOf(word: string): number {
    const own = [...this.#numbers.keys()].filter((old) => old.replace(/\d+>$/, '') === `<${word}`);
    return own.length;
  }
}

/** More new things than these in one text are not tried in every order. */
const orderedMax = 4;
/** More open guesses than these are not kept. */
const guessesMax = 24;

/** Every numbering of our placeholders that has fitted so far; at least one. */
export class Guesses {
  #guesses: readonly Numbers[];

  constructor(guesses: readonly Numbers[]) {
    this.#guesses = guesses;
  }

  get first(): Numbers {
    return this.#guesses[0]!;
  }

  /** An independent copy, for a step that is tried more than once. */
  copy(): Guesses {
    return new Guesses(this.#guesses.map((guess) => guess.copy()));
  }

  /** Every guess so far, with the new placeholders of a text numbered in every order. */
  *guessesFor(text: string): Iterable<Numbers> {
    for (const guess of this.#guesses) {
      const unknown = guess.unknownIn(text);
      for (const order of unknown.length > orderedMax ? [[]] : ordersOf(unknown)) {
        const copy = guess.copy();
        copy.number(order);
        yield copy;
      }
    }
  }

  /** Keeps those that fit; when none does, all stay. */
  keep(fitting: readonly Numbers[]): void {
    if (fitting.length === 0) return;
    const different = new Map(fitting.map((guess) => [guess.key, guess]));
    this.#guesses = [...different.values()].slice(0, guessesMax);
  }
}

function ordersOf(items: readonly string[]): string[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first) =>
    ordersOf(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}
