/**
 * Placed actions as bytes, and back with every field checked. Texts stand together (they compress
 * well), times behind them as numbers of variable length.
 */
import { decodeAction, encodeAction, verbs } from '../../../../engine/index.ts';
import type { PlacedAction } from '../../placed-journal.ts';
import { FlawedRun } from '../../run-flaw.ts';

/** Marks a line that is a coded action; lower control characters choose the terminal. */
const CODED = '\u000f';
const FIRST_TERMINAL = 0x10;
const LAST_TERMINAL = 0x1f;
/** Units of time in microseconds, coarse first. */
const UNITS = [100_000, 10_000, 1000, 1] as const;

export function linesOf(actions: readonly PlacedAction[]): string {
  let terminal = 1;
  const lines = actions.map(({ action }) => {
    const isPlain =
      action.type === 'operator.type' &&
      action.terminal <= LAST_TERMINAL - FIRST_TERMINAL &&
      ![...action.text].some((letter) => letter < ' ');
    if (!isPlain) return CODED + JSON.stringify(encodeAction(action)).slice(1, -1);
    const change = action.terminal === terminal ? '' : String.fromCharCode(0x10 + action.terminal);
    ({ terminal } = action);
    return change + action.text;
  });
  return lines.join('\n');
}

export function timesOf(actions: readonly PlacedAction[]): readonly number[] {
  const numbers: number[] = [];
  let beforeMicros = 0;
  let beforeNumber = 0;
  for (const { atMs, exactly } of actions) {
    const micros = Math.round(atMs * 1000);
    const unit = micros === beforeMicros ? 0 : UNITS.findIndex((one) => micros % one === 0);
    const size = UNITS[unit]!;
    const count = Math.floor(micros / size) - Math.floor(beforeMicros / size);
    numbers.push(count * 8 + unit * 2 + (exactly === undefined ? 0 : 1));
    if (exactly !== undefined) {
      numbers.push(exactly.number - beforeNumber, exactly.silentCount);
      beforeNumber = exactly.number;
    }
    beforeMicros = micros;
  }
  return numbers;
}

/** Throws a FlawedRun when the parts make no run. */
export function actionsOf(text: string, numbers: readonly number[]): readonly PlacedAction[] {
  let at = 0;
  let terminal = 1;
  let micros = 0;
  let number = 0;
  const next = (): number => {
    const value = numbers[at++];
    if (value === undefined) throw new FlawedRun('times');
    return value;
  };
  const lines = text === '' && numbers.length === 0 ? [] : text.split('\n');
  const actions = lines.map((line): PlacedAction => {
    const head = next();
    const size = UNITS[(head >> 1) & 3]!;
    const count = Math.floor(head / 8);
    if (count > 0 || size !== UNITS[0]) micros = (Math.floor(micros / size) + count) * size;
    const letter = line.charCodeAt(0);
    if (letter >= FIRST_TERMINAL && letter <= LAST_TERMINAL) terminal = letter - FIRST_TERMINAL;
    const typed = letter >= FIRST_TERMINAL && letter <= LAST_TERMINAL ? line.slice(1) : line;
    const [action] = line.startsWith(CODED)
      ? [decodeAction(JSON.parse(`[${line.slice(1)}]`))]
      : verbs.type(terminal, typed);
    if (action === undefined) throw new FlawedRun('action');
    const atMs = micros / 1000;
    if ((head & 1) === 0) return { atMs, action };
    number += next();
    return { atMs, action, exactly: { number, silentCount: next() } };
  });
  if (at !== numbers.length) throw new FlawedRun('times');
  return actions;
}

/** Numbers from 0 to 2^53 in bytes of seven bits, least first. */
export function packNumbers(numbers: readonly number[]): readonly number[] {
  return numbers.flatMap((whole) => {
    const bytes: number[] = [];
    let rest = whole;
    while (rest >= 128) {
      bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    return [...bytes, rest];
  });
}

export function unpackNumbers(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let weight = 1;
  for (const byte of bytes) {
    value += (byte & 127) * weight;
    weight *= 128;
    if (!Number.isSafeInteger(value)) throw new FlawedRun('times');
    if (byte >= 128) continue;
    numbers.push(value);
    value = 0;
    weight = 1;
  }
  if (weight !== 1) throw new FlawedRun('times');
  return numbers;
}
