/**
 * `echo` and `printf`.
 *
 * Mirrors: bash's `echo.def`, `printf.def`.
 */
import { echoText, printfText } from '../../program/printf.ts';
import { OutOfMemory } from '../limits.ts';
import { complain, print } from '../messages.ts';
import type { ShellTurn } from '../state.ts';
import { change } from '../state.ts';
import { withVariable } from '../variables.ts';

export function echo(turn: ShellTurn, words: readonly string[]): number {
  return print(turn, 'echo', echoText(words.slice(1)));
}

export function printf(turn: ShellTurn, words: readonly string[]): number {
  let rest = words.slice(1);
  let name: string | undefined;
  if (rest[0] === '-v') {
    name = rest[1];
    rest = rest.slice(2);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  const [format, ...values] = rest;
  if (format === undefined) {
    complain(turn, 'printf: usage: printf [-v var] format [arguments]');
    return 2;
  }
  const { text, errors, excess } = printfText(format, values);
  if (excess !== undefined) throw new OutOfMemory(excess);
  turn.work += text.length;
  let status = 0;
  if (name === undefined) status = print(turn, 'printf', text);
  else
    change(turn, {
      variables: withVariable(turn.state.variables, name, text) ?? turn.state.variables,
    });
  for (const error of errors) complain(turn, `printf: ${error}`);
  return errors.length > 0 ? 1 : status;
}
