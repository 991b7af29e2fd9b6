/**
 * Terminals: what they show, what they keep of it, and who has them.
 *
 * Mirrors: the tty's line discipline (echo) and its foreground process.
 * Departs: editing a line is done outside the world, so a terminal gets whole lines.
 * Read next: terminal-use.ts, which types.
 */
import type { Core } from './core.ts';
import { listBlank, listGet, listItems, listPush } from './persistent-list.ts';
import type { Process, Terminal, TerminalText, World } from './world-state.ts';

/** Appends text to a terminal. */
export function print(core: Core, terminalId: number, text: string, isEcho: boolean): void {
  const terminal = core.world.terminals.get(terminalId);
  if (terminal === undefined) return;
  const output = listPush(terminal.output, { text, event: core.cause, isEcho });
  changeTerminal(core.world, terminalId, { output, ...forgetOld(terminal, output, text) });
}

/** What a terminal keeps of its past: more than any screen scrolls back. */
const HELD_LENGTH_MAX = 400_000;
const FORGOTTEN: TerminalText = { text: '', event: -1, isEcho: false };

/** Pieces long scrolled away are forgotten: a loop that prints for ever must not fill the page. */
function forgetOld(
  terminal: Terminal,
  output: Terminal['output'],
  text: string,
): Partial<Terminal> {
  // Few pieces are not counted at all, so that a short session's state stays what it was.
  const isFirstCount = terminal.heldLength === undefined;
  if (isFirstCount && output.length < 2000 && text.length < 1000) return {};
  let heldLength = text.length + (terminal.heldLength ?? lengthOf(terminal.output));
  let forgottenBefore = terminal.forgottenBefore ?? 0;
  if (heldLength < HELD_LENGTH_MAX * 2) return { heldLength };
  // What was printed last stays, however long it is.
  while (heldLength > HELD_LENGTH_MAX && forgottenBefore < output.length - 1) {
    heldLength -= listGet(output, forgottenBefore++)!.text.length;
  }
  return { output: listBlank(output, forgottenBefore, FORGOTTEN), heldLength, forgottenBefore };
}

function lengthOf(output: Terminal['output']): number {
  let length = 0;
  for (const { text } of listItems(output)) length += text.length;
  return length;
}

export function changeTerminal(world: World, id: number, change: Partial<Terminal>): void {
  const terminal = world.terminals.get(id);
  if (terminal !== undefined) world.terminals.set(id, { ...terminal, ...change });
}

/** When the foreground process ends, its nearest living ancestor gets the terminal back. */
export function endTerminalProcess(core: Core, process: Process): void {
  const { world } = core;
  if (process.tty === null) return;
  const terminal = world.terminals.get(process.tty);
  if (terminal?.foregroundPid !== process.info.pid) return;
  let heir = world.processes.get(process.info.parentPid);
  while (heir !== undefined && (heir.status === 'exited' || heir.tty !== process.tty)) {
    heir = world.processes.get(heir.info.parentPid);
  }
  changeTerminal(world, terminal.id, { foregroundPid: heir?.info.pid ?? 0 });
}
