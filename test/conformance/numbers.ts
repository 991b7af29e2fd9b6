/**
 * Which session is which: numbers for the sessions of a case, and what may be guessed about them.
 *
 * The real servers list sessions in the order of hashes that no two runs have in common, so the
 * first text that names two new ones may leave open which is which. Then every way that fits is
 * kept until a later text decides.
 *
 * Read next: compare.ts.
 */

/** Numbers session ids anew, in order of appearance among the compared texts of one case. */
export class SessionNumbers {
  readonly #numbers: Map<string, number>;

  constructor(numbers: ReadonlyMap<string, number> = new Map()) {
    this.#numbers = new Map(numbers);
  }

  /** An independent copy, for a step that is tried more than once. */
  copy(): SessionNumbers {
    return new SessionNumbers(this.#numbers);
  }

  /** The same numbers in the same order give the same key. */
  get key(): string {
    return [...this.#numbers.keys()].join();
  }

  /** Numbers sessions in this order. */
  number(sessions: readonly string[]): void {
    for (const session of sessions) this.apply(`<SESSION${session}>`);
  }

  /** The sessions of a text that have no number yet, in order of appearance. */
  unknownIn(text: string): string[] {
    const all = new Set([...text.matchAll(/<SESSION(\d+)>/g)].map(([, old]) => old!));
    return [...all].filter((old) => !this.#numbers.has(old));
  }

  apply(text: string): string {
    return text.replace(/<SESSION(\d+)>/g, (_text, old: string) => {
      const number = this.#numbers.get(old) ?? this.#numbers.size + 1;
      this.#numbers.set(old, number);
      return `<SESSION${number}>`;
    });
  }
}

/** More new sessions than these in one text are not tried in every order. */
const orderedMax = 4;
/** More open guesses than these are not kept. */
const guessesMax = 24;

/** Every numbering of our sessions that has fitted so far; at least one. */
export class SessionGuesses {
  #guesses: readonly SessionNumbers[];

  constructor(guesses: readonly SessionNumbers[] = [new SessionNumbers()]) {
    this.#guesses = guesses;
  }

  get first(): SessionNumbers {
    return this.#guesses[0]!;
  }

  /** An independent copy, for a step that is tried more than once. */
  copy(): SessionGuesses {
    return new SessionGuesses(this.#guesses.map((guess) => guess.copy()));
  }

  /** Every guess so far, with the new sessions of a text numbered in every order. */
  *guessesFor(text: string): Iterable<SessionNumbers> {
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
  keep(fitting: readonly SessionNumbers[]): void {
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
