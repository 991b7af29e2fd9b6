/**
 * One terminal of the world on one xterm: shows the world's output, edits the line, turns what is
 * typed into operator actions. Going back in time shortens the output; then it is drawn anew.
 *
 * Read next: line-editor.ts (the line), TerminalScreen.svelte (who makes this).
 */
import type { Terminal as XTerm } from '@xterm/xterm';
import { listGet, verbs } from '../../engine/index.ts';
import type { OperatorAction, Terminal as WorldTerminal } from '../../engine/index.ts';
import { eventOfLine } from './line-event.ts';
import * as editor from './line-editor.ts';
import type { Line } from './line-editor.ts';
import { Paste, tooMuch } from './paste.ts';
import type { PasteProgress, TooMuch } from './paste.ts';
import { slicesOf, tailOf } from './tail.ts';

export interface ScreenHost {
  /** The terminal at the moment that is looked at; undefined when it does not exist then. */
  terminal(): WorldTerminal | undefined;
  /** Lines of the foreground process's history, newest last. */
  history(): readonly string[];
  act(actions: readonly OperatorAction[]): void;
  /** Alt+W: why was this printed? */
  why(): void;
  /** Escape: the keyboard goes elsewhere. */
  leave(): void;
  showCandidates(candidates: readonly string[]): void;
  /** How far a paste has come that is not done at once; null when it has ended. */
  showPaste(progress: PasteProgress | null): void;
  /** What was to be typed is too long. */
  refuse(what: TooMuch, length: number): void;
  /** A paste was called off behind so many of its lines. */
  sayStopped(progress: PasteProgress): void;
}

/** More text than this at once, and nothing is drawn behind it until it is on the screen. */
const LONG_TEXT = 30_000;

export class Screen {
  readonly #xterm: XTerm;
  readonly #host: ScreenHost;
  readonly #id: number;
  #line: Line = editor.EMPTY_LINE;
  /** Pieces of output that are drawn, and the last of them, by which a change of past is noticed. */
  #drawn = 0;
  #lastPiece: unknown = undefined;
  #clearedBefore = 0;
  /** Cells of the output's last, unfinished line: the prompt. */
  #column = 0;
  /** Rows that the line takes below the prompt's row, and where its cursor is. */
  #cursorRow = 0;
  #answered = -1;
  #paste: Paste | null = null;
  /** xterm is at work on a long text; what is new meanwhile is drawn at its end, all at once. */
  #isWriting = false;
  #isDue: 'update' | 'redraw' | null = null;

  /** `line` is what was being typed when the terminal had a screen before. */
  constructor(xterm: XTerm, id: number, host: ScreenHost, line: Line = editor.EMPTY_LINE) {
    this.#xterm = xterm;
    this.#id = id;
    this.#host = host;
    this.#line = line;
    xterm.onData((data) => this.#onData(data));
    xterm.onResize(() => this.redraw());
    xterm.attachCustomKeyEventHandler((event) => this.#onKey(event));
    this.#answered = host.terminal()?.completion?.event ?? -1;
  }

  /** What is being typed. */
  get line(): Line {
    return this.#line;
  }

  /** Shows what the world's terminal shows. Called after every change. */
  update(): void {
    const terminal = this.#host.terminal();
    if (terminal === undefined) return;
    if (this.#isWriting) {
      this.#isDue ??= 'update';
      return;
    }
    const { output, clearedBefore, completion } = terminal;
    const isSamePast =
      this.#drawn <= output.length &&
      clearedBefore === this.#clearedBefore &&
      (this.#drawn === 0 || listGet(output, this.#drawn - 1) === this.#lastPiece);
    if (!isSamePast) return this.redraw();
    if (output.length > this.#drawn) {
      this.#eraseLine();
      this.#drawOutput(terminal);
      this.#drawLine();
    }
    if (completion !== null && completion.event > this.#answered) {
      this.#answered = completion.event;
      this.#complete(completion.insert, completion.candidates);
    } else if (completion === null) this.#answered = -1;
  }

  /** Draws everything again: another past, another width. */
  redraw(): void {
    if (this.#isWriting) {
      this.#isDue = 'redraw';
      return;
    }
    const terminal = this.#host.terminal();
    // Written, not called: it must come after what is still waiting to be written.
    // No frame shows the empty screen in between.
    this.#xterm.write(FULL_RESET + HOLD_FRAMES);
    this.#column = 0;
    this.#cursorRow = 0;
    if (terminal !== undefined) this.#drawAll(terminal);
    this.#xterm.write(SHOW_FRAMES);
  }

  #drawAll(terminal: WorldTerminal): void {
    const { clearedBefore, output } = terminal;
    this.#clearedBefore = clearedBefore;
    this.#drawn = clearedBefore;
    // As readline does: the prompt that was cleared away stands in the first row again.
    this.#draw(openLineBefore(output, clearedBefore));
    this.#drawOutput(terminal);
    this.#drawLine();
  }

  /** Calls off what is being pasted. */
  stopPaste(): void {
    this.#paste?.cancel();
  }

  focus(): void {
    this.#xterm.focus();
  }

  /** A key of the on-screen row, as xterm would report it. */
  press(data: string): void {
    this.#onData(data);
    this.#xterm.focus();
  }

  /** The event that printed a row of the screen; rows count from the top of what is seen. */
  eventAtRow(row: number): number | undefined {
    const { buffer } = this.#xterm;
    const { active } = buffer;
    const last = active.baseY + active.cursorY;
    const wanted = active.viewportY + row;
    if (wanted > last) return undefined;
    let linesUp = 0;
    for (let at = last; at > wanted; at--) if (active.getLine(at)?.isWrapped === false) linesUp++;
    const terminal = this.#host.terminal();
    return terminal === undefined ? undefined : eventOfLine(terminal.output, linesUp);
  }

  /** The event of the selected text, or of the last line that says something. */
  eventOfInterest(): number | undefined {
    const { active } = this.#xterm.buffer;
    const selected = this.#xterm.getSelectionPosition();
    if (selected !== undefined) return this.eventAtRow(selected.start.y - active.viewportY);
    for (let at = active.baseY + active.cursorY - 1; at >= 0; at--) {
      if (active.getLine(at)?.translateToString(true) === '') continue;
      return this.eventAtRow(at - active.viewportY);
    }
    return undefined;
  }

  #drawOutput({ output }: WorldTerminal): void {
    const { rows, cols: columns, options } = this.#xterm;
    const room = { rows: rows + (options.scrollback ?? 0), columns };
    const text = editor.safeText(tailOf(output, this.#drawn, room));
    this.#drawn = output.length;
    this.#lastPiece = listGet(output, output.length - 1);
    this.#draw(text);
  }

  #draw(text: string): void {
    for (const slice of slicesOf(text)) this.#xterm.write(slice);
    if (text.length > LONG_TEXT) {
      this.#isWriting = true;
      this.#xterm.write('', () => this.#onWritten());
    }
    const lineStart = text.lastIndexOf('\n') + 1;
    const width = editor.cellWidth(text.slice(lineStart));
    this.#column = lineStart > 0 ? width : this.#column + width;
  }

  #onWritten(): void {
    const due = this.#isDue;
    this.#isWriting = false;
    this.#isDue = null;
    if (due === 'redraw') this.redraw();
    else if (due === 'update') this.update();
  }

  #eraseLine(): void {
    const columns = this.#xterm.cols;
    const up = this.#cursorRow;
    const column = this.#column % columns;
    this.#xterm.write(
      `${up > 0 ? `\x1b[${up}A` : ''}\r${column > 0 ? `\x1b[${column}C` : ''}\x1b[J`,
    );
    this.#cursorRow = 0;
  }

  #drawLine(): void {
    const { cols: columns, rows } = this.#xterm;
    const start = this.#column % columns;
    // A line that is longer than the screen is shown around its cursor.
    const room = columns * Math.max(1, rows - 1) - start;
    const { text, cursor } = editor.partOf(this.#line, room);
    const shown = editor.safeText(text).replaceAll('\r\n', '⏎');
    const end = start + editor.cellWidth(shown);
    const place = start + editor.cellWidth(Array.from(text).slice(0, cursor).join(''));
    // At the very edge a terminal keeps its cursor on the old row until something follows.
    const edge = end > 0 && end % columns === 0 && shown !== '' ? '\r\n' : '';
    const endRow = Math.floor(end / columns);
    const row = Math.floor(place / columns);
    const column = place % columns;
    const back = `${endRow > row ? `\x1b[${endRow - row}A` : ''}\r${column > 0 ? `\x1b[${column}C` : ''}`;
    this.#xterm.write(shown + edge + back);
    this.#cursorRow = row;
  }

  #set(line: Line): void {
    if (line === this.#line) return;
    this.#eraseLine();
    this.#line = line;
    this.#drawLine();
    this.#host.showCandidates([]);
  }

  #onKey(event: KeyboardEvent): boolean {
    if (event.key === 'Escape') {
      if (event.type === 'keydown') this.#host.leave();
      event.preventDefault();
      return false;
    }
    if (event.altKey && event.key.toLowerCase() === 'w') {
      if (event.type === 'keydown') this.#host.why();
      event.preventDefault();
      return false;
    }
    // Copying keeps its key when something is selected; Shift-Tab goes on as everywhere.
    if (event.key === 'Tab' && event.shiftKey) return false;
    const isCopy = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c';
    if (isCopy && this.#xterm.hasSelection()) return false;
    if (event.ctrlKey && event.key.toLowerCase() === 'v') return false;
    return true;
  }

  #onData(data: string): void {
    if (this.#paste !== null && data !== '\x03') {
      this.#paste.waiting.push(data);
      return;
    }
    const edit = EDITS[data];
    if (edit !== undefined) return this.#set(edit(this.#line));
    switch (data) {
      case '\r':
        return this.#send(this.#line.text);
      case '\t':
        return this.#askCompletion();
      case '\x03':
        return this.#interrupt();
      case '\x0c':
        return this.#act(verbs.clearScreen(this.#id));
      case '\x04':
        if (this.#line.text !== '') return this.#set(editor.removeForward(this.#line));
        return this.#act(verbs.endInput(this.#id));
      case '\x1b[A':
      case '\x1bOA':
        return this.#set(editor.browse(this.#line, 1, this.#host.history()));
      case '\x1b[B':
      case '\x1bOB':
        return this.#set(editor.browse(this.#line, -1, this.#host.history()));
    }
    if (data.startsWith('\x1b') || (data.length === 1 && data < ' ')) return;
    this.#insert(data.replaceAll('\r\n', '\n').replaceAll('\r', '\n'));
  }

  /** Typed characters, or pasted text: each whole line is sent, the rest stays on the line. */
  #insert(text: string): void {
    const flaw = tooMuch(text, this.#line.text.length);
    if (flaw !== null) return this.#host.refuse(flaw, text.length);
    const lines = text.split('\n');
    const typed = lines.pop()!.replace(/[\u0000-\u001f\u007f]/g, '');
    const keepRest = () => {
      if (typed !== '') this.#set(editor.insert(this.#line, typed));
    };
    if (lines.length === 0) return keepRest();
    const paste = new Paste();
    this.#paste = paste;
    const send = (line: string) => this.#send(editor.insert(this.#line, line).text);
    void paste
      .run(lines, send, (progress) => this.#host.showPaste(progress))
      .then((stoppedAt) => {
        this.#paste = null;
        this.#host.showPaste(null);
        if (stoppedAt === null) keepRest();
        else this.#host.sayStopped({ done: stoppedAt, all: lines.length });
        for (const data of stoppedAt === null ? paste.waiting : []) this.#onData(data);
      });
  }

  #send(text: string): void {
    this.#set(editor.EMPTY_LINE);
    this.#act(verbs.type(this.#id, text));
  }

  #interrupt(): void {
    this.stopPaste();
    const partial = this.#line.text;
    this.#set(editor.EMPTY_LINE);
    this.#act(verbs.interrupt(this.#id, partial));
  }

  #askCompletion(): void {
    const { text, cursor } = this.#line;
    const at = Array.from(text).slice(0, cursor).join('').length;
    this.#act(verbs.complete(this.#id, text, at));
  }

  #complete(inserted: string, candidates: readonly string[]): void {
    if (inserted !== '') this.#set(editor.insert(this.#line, inserted));
    else this.#host.showCandidates(candidates);
  }

  #act(actions: readonly OperatorAction[]): void {
    this.#host.act(actions);
    this.#xterm.scrollToBottom();
  }
}

/** Control sequence of a terminal: everything as it was at the start. */
const FULL_RESET = '\x1bc';
/** Synchronized output (mode 2026): between the two nothing is drawn, for a second at most. */
const HOLD_FRAMES = '\x1b[?2026h';
const SHOW_FRAMES = '\x1b[?2026l';

/** What stands on the unfinished line at the end of the first `count` pieces. */
function openLineBefore(output: WorldTerminal['output'], count: number): string {
  let text = '';
  for (let index = count - 1; index >= 0 && !text.includes('\n'); index--) {
    text = (listGet(output, index)?.text ?? '') + text;
  }
  return editor.safeText(text.slice(text.lastIndexOf('\n') + 1));
}

type Edit = (line: Line) => Line;

/** Keys that only change the line, by what xterm reports for them. */
const EDITS: Readonly<Record<string, Edit>> = {
  '\x7f': editor.backspace,
  '\b': editor.backspace,
  '\x1b[3~': editor.removeForward,
  '\x1b[D': (line) => editor.move(line, -1),
  '\x1bOD': (line) => editor.move(line, -1),
  '\x02': (line) => editor.move(line, -1),
  '\x1b[C': (line) => editor.move(line, 1),
  '\x1bOC': (line) => editor.move(line, 1),
  '\x06': (line) => editor.move(line, 1),
  '\x1b[H': (line) => editor.moveTo(line, 'start'),
  '\x1bOH': (line) => editor.moveTo(line, 'start'),
  '\x01': (line) => editor.moveTo(line, 'start'),
  '\x1b[F': (line) => editor.moveTo(line, 'end'),
  '\x1bOF': (line) => editor.moveTo(line, 'end'),
  '\x05': (line) => editor.moveTo(line, 'end'),
  '\x15': editor.removeToStart,
  '\x0b': editor.removeToEnd,
  '\x17': editor.removeWord,
};
