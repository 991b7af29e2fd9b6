/**
 * Pasted text on its way into a terminal: line by line, a slice of them in a frame, with progress, and
 * to be called off. A short paste is done at once.
 */
import { inSlices } from '../app/breath.ts';
import { LINE_CHARACTERS, PASTE_CHARACTERS, PASTE_LINES } from '../app/bounds.ts';

/** What is too much, by the key of the sentence that says so. */
export type TooMuch = 'line' | 'paste';

/** What a text, added to a line that is being typed, is too much for; null when it may be typed. */
export function tooMuch(text: string, before = 0): TooMuch | null {
  if (text.length > PASTE_CHARACTERS) return 'paste';
  const lines = text.split('\n');
  if (lines.length - 1 > PASTE_LINES) return 'paste';
  const isLong = lines.some((line, at) => line.length + (at === 0 ? before : 0) > LINE_CHARACTERS);
  return isLong ? 'line' : null;
}

export interface PasteProgress {
  readonly done: number;
  readonly all: number;
}

export class Paste {
  #isWanted = true;
  /** Keys that were pressed meanwhile: they come behind it, as at a real terminal. */
  readonly waiting: string[] = [];

  cancel(): void {
    this.#isWanted = false;
  }

  /** Sends each line. Gives how many were sent when it was called off, else null. */
  async run(
    lines: readonly string[],
    send: (line: string) => void,
    show: (progress: PasteProgress) => void,
  ): Promise<number | null> {
    let done = 0;
    const isWanted = () => {
      show({ done, all: lines.length });
      return this.#isWanted;
    };
    const whole = await inSlices(sending(), isWanted);
    return whole === true ? null : done;

    function* sending(): Generator<void, true> {
      for (const line of lines) {
        send(line);
        done++;
        yield;
      }
      return true;
    }
  }
}
