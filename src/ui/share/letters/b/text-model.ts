/**
 * Guesses the next bit of a text from what stood before it, and learns from each bit: six contexts
 * of growing length, mixed by how well each has guessed so far. Taught the dictionary first, it
 * needs half of what deflate needs for forty commands. Whole numbers only, so that every browser
 * guesses alike. It belongs to the letters that read with it: a change of any number here makes their
 * links unreadable, so another model is another file of a new letter.
 *
 * Read next: text-coder.ts, dictionary.ts.
 */
const SLOTS = 1 << 18;
const CONTEXTS = 6;
/** Divisors of the steps by which a guess moves: quick at first, then steady. */
const STEPS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20] as const;
const LEARNING_SHIFT = 10;

/** ln(p / (1 - p)) and back, on integers: 12 bits of probability, 8 bits behind the point. */
const CURVE = [
  1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607,
  3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
] as const;

function squash(value: number): number {
  if (value > 2047) return 4095;
  if (value < -2047) return 1;
  const weight = value & 127;
  const at = (value >> 7) + 16;
  return (CURVE[at]! * (128 - weight) + CURVE[at + 1]! * weight + 64) >> 7;
}

const STRETCH = (() => {
  const table = new Int16Array(4096);
  let least = 0;
  for (let value = -2047; value <= 2047; value++) {
    const most = squash(value);
    for (let p = least; p <= most; p++) table[p] = value;
    least = Math.max(least, most + 1);
  }
  for (let p = least; p < 4096; p++) table[p] = 2047;
  return table;
})();

/** Gives fresh models that have read a dictionary. Reading takes a while, so that it is done once. */
export function taughtBy(dictionary: string): () => TextModel {
  let taught: TextModel | undefined;
  return () => {
    taught ??= new TextModel(new TextEncoder().encode(dictionary));
    return new TextModel(taught);
  };
}

export class TextModel {
  readonly #guesses = new Uint16Array(SLOTS).fill(32768);
  readonly #counts = new Uint8Array(SLOTS);
  readonly #weights = new Int32Array(CONTEXTS * 256).fill(22_000);
  readonly #slots = new Int32Array(CONTEXTS);
  readonly #inputs = new Int32Array(CONTEXTS);
  readonly #hashes = new Int32Array(CONTEXTS);
  /** The bits of the present byte, behind a leading one. */
  #bits = 1;
  /** The last four bytes, and the four before them. */
  #last = 0;
  #older = 0;
  #word = 0;
  #probability = 2048;

  /** Begins with what it is to read, or with all that another has read. */
  constructor(taught: Iterable<number> | TextModel) {
    this.#hashContexts();
    if (taught instanceof TextModel) {
      this.#takeOver(taught);
      return;
    }
    for (const byte of taught) {
      for (let i = 7; i >= 0; i--) {
        this.guess();
        this.learn((byte >> i) & 1);
      }
    }
  }

  #takeOver(other: TextModel): void {
    this.#guesses.set(other.#guesses);
    this.#counts.set(other.#counts);
    this.#weights.set(other.#weights);
    this.#hashes.set(other.#hashes);
    this.#bits = other.#bits;
    this.#last = other.#last;
    this.#older = other.#older;
    this.#word = other.#word;
  }

  /** Probability that the next bit is a one, of 4096. */
  guess(): number {
    let sum = 0;
    for (let i = 0; i < CONTEXTS; i++) {
      const hash = Math.imul(this.#hashes[i]! ^ Math.imul(this.#bits, 0x9e3779b1), 0x2c1b3c6d);
      const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
      this.#slots[i] = slot;
      const input = STRETCH[this.#guesses[slot]! >> 4]!;
      this.#inputs[i] = input;
      sum += Math.round((input * this.#weights[this.#bits * CONTEXTS + i]!) / 65_536);
    }
    this.#probability = Math.min(4095, Math.max(1, squash(sum)));
    return this.#probability;
  }

  /** Says what the bit was. */
  learn(bit: number): void {
    const error = (bit << 12) - this.#probability;
    for (let i = 0; i < CONTEXTS; i++) {
      const slot = this.#slots[i]!;
      const count = this.#counts[slot]!;
      const goal = bit === 1 ? 65_535 : 0;
      this.#guesses[slot] =
        this.#guesses[slot]! + Math.trunc((goal - this.#guesses[slot]!) / STEPS[count]!);
      if (count < STEPS.length - 1) this.#counts[slot] = count + 1;
      const change = (this.#inputs[i]! * error) >> LEARNING_SHIFT;
      this.#weights[this.#bits * CONTEXTS + i] = this.#weights[this.#bits * CONTEXTS + i]! + change;
    }
    this.#bits = (this.#bits << 1) | bit;
    if (this.#bits >= 256) this.#endByte(this.#bits & 255);
  }

  #endByte(byte: number): void {
    this.#older = (this.#older << 8) | (this.#last >>> 24);
    this.#last = (this.#last << 8) | byte;
    const isLetter = (byte | 32) >= 97 && (byte | 32) <= 122;
    this.#word = isLetter
      ? Math.imul(this.#word + byte, 0x3d4d51cb)
      : byte === 32
        ? this.#word ^ 77
        : 0;
    this.#bits = 1;
    this.#hashContexts();
  }

  #hashContexts(): void {
    const [last, older] = [this.#last, this.#older];
    const hash = (value: number, order: number) =>
      Math.imul(value ^ (order << 28), 0x7feb352d) + order;
    this.#hashes[0] = hash(last & 0xff, 1);
    this.#hashes[1] = hash(last & 0xffff, 2);
    this.#hashes[2] = hash(last & 0xffffff, 3);
    this.#hashes[3] = hash(last, 4);
    this.#hashes[4] = hash(last ^ Math.imul(older & 0xffff, 0x5bd1e995), 5);
    this.#hashes[5] = hash(this.#word, 6);
  }
}
