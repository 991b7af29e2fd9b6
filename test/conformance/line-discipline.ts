/**
 * What a terminal driver does between the keyboard and a program that reads whole lines: echo,
 * erase, kill. In the playground the page edits lines itself, so this belongs to the test alone.
 *
 * Mirrors: the canonical mode of Linux's n_tty, as far as the transcripts use it.
 */

/** What one burst of keys came to. */
export interface Typed {
  readonly echo: string;
  /** Lines that were sent, without their newline. */
  readonly lines: readonly string[];
}

export class LineDiscipline {
  #line: string;

  constructor(line = '') {
    this.#line = line;
  }

  copy(): LineDiscipline {
    return new LineDiscipline(this.#line);
  }

  /** Takes keys; `column` is where the line begins, behind the prompt. */
  type(keys: string, column: number): Typed {
    let echo = '';
    const lines: string[] = [];
    for (const key of keys) {
      if (key === '\r' || key === '\n') {
        lines.push(this.#line);
        this.#line = '';
        echo += '\n';
      } else if (key === '\u0015') {
        while (this.#line !== '') echo += this.#erase(column);
      } else if (key === '\u0017') {
        echo += this.#eraseWord(column);
      } else if (key === '\u007f') {
        echo += this.#erase(column);
      } else if (key === '\u0012') {
        echo += `^R\n${[...this.#line].map(shown).join('')}`;
      } else if (key === '\u0004' && this.#line !== '') {
        // It sends what there is, without a newline: the program reads on.
      } else {
        this.#line += key;
        echo += shown(key);
      }
    }
    return { echo, lines };
  }

  /** Backspace: rubs the last character out. */
  #erase(column: number): string {
    const last = this.#line.at(-1);
    if (last === undefined) return '';
    this.#line = this.#line.slice(0, -1);
    const at = column + widthOf(this.#line, column);
    if (last === '\t') return '\b'.repeat(8 - (at % 8));
    return '\b \b'.repeat(isHidden(last) ? 2 : 1);
  }

  /** Ctrl-W: rubs out back to the beginning of a word. */
  #eraseWord(column: number): string {
    let echo = '';
    for (let hasWord = false; this.#line !== '';) {
      const isLetter = /[a-zA-Z0-9_]$/.test(this.#line);
      if (hasWord && !isLetter) break;
      hasWord ||= isLetter;
      echo += this.#erase(column);
    }
    return echo;
  }
}

function isHidden(key: string): boolean {
  return key < ' ' && key !== '\t';
}

function shown(key: string): string {
  return isHidden(key) ? caret(key) : key;
}

function caret(key: string): string {
  return `^${String.fromCharCode(key.charCodeAt(0) + 64)}`;
}

function widthOf(text: string, column: number): number {
  let at = column;
  for (const key of text) at += key === '\t' ? 8 - (at % 8) : isHidden(key) ? 2 : 1;
  return at - column;
}
