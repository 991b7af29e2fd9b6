/**
 * Bounds what the replay of one case may cost, so that a case that cannot pass still ends soon. It
 * counts events and looks, not seconds: the same case comes to the same end on every machine.
 *
 * Read next: replay.ts.
 */

/** Several times what the dearest case that passes needs. */
const budget = 8_000_000;
/** A look at the output costs about as much as so many events. */
const lookCost = 2;
/** A text of this length is compared in about the time of an event. */
const lengthPerEvent = 400;
/** So do the copies that a try begins with. */
const tryCost = 50;

/** What a case has cost so far; shared by all tries of its steps. */
export class Work {
  #spent = 0;

  /** Nothing more is tried. */
  get isSpent(): boolean {
    return this.#spent >= budget;
  }

  /** A step was tried; it took so many events. */
  tried(events: number): void {
    this.#spent += tryCost + events;
  }

  /** A text of this length was compared. */
  compared(length: number): void {
    this.#spent += 1 + Math.floor(length / lengthPerEvent);
  }

  /** A look at what was printed, after so many events, with so many pieces of output to read. */
  look(events: number, pieces: number): void {
    this.#spent += lookCost + events + Math.ceil(pieces / 10);
  }
}
