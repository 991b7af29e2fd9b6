/**
 * `echo` and `printf`.
 *
 * Mirrors: bash's `echo.def`, `printf.def`.
 * Departs: nothing.
 */
import { echoText, printfText } from '../../program/printf.ts';
import { complain, write } from '../messages.ts';
import type { ShellTurn } from '../state.ts';
import { change } from '../state.ts';
import { withVariable } from '../variables.ts';

export function echo(turn: ShellTurn, words: readonly string[]): number {
  write(turn, 1, echoText(words.slice(1)));
  return 0;
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
  const { text, errors } = printfText(format, values);
  if (name === undefined) write(turn, 1, text);
  else
    change(turn, {
      variables: withVariable(turn.state.variables, name, text) ?? turn.state.variables,
    });
  for (const error of errors) complain(turn, `printf: ${error}`);
  return errors.length > 0 ? 1 : 0;
}
