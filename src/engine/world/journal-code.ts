/**
 * Journals as compact plain JSON for links and stored files, and back with every field checked: what
 * comes from outside is never trusted.
 */
import type { JournalEntry, OperatorAction } from '../kernel/operator-action.ts';

/** `[events since the last entry, microseconds since the last entry, action, silentCount]`. */
export type CodedEntry = readonly [number, number, CodedAction, number?];
/** Action type's place in `ACTION_TYPES`, then its fields by name. */
export type CodedAction = readonly [number, ...unknown[]];

export type Decoded<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

type Check = (value: unknown) => boolean;

// As long as it likes: who reads a link or a file bounds the whole of it.
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isTextOrNull: Check = (value) => value === null || isText(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isSignal: Check = (value) =>
  ['HUP', 'INT', 'KILL', 'TERM', 'PIPE', 'STOP', 'CONT'].includes(value as string);

/**
 * Each action's fields in their coded order. New kinds and new fields go to the end: links keep
 * their meaning for ever.
 */
const ACTIONS: readonly (readonly [OperatorAction['type'], Readonly<Record<string, Check>>])[] = [
  ['operator.type', { terminal: isCount, text: isText }],
  ['operator.openTerminal', { host: isText, program: isOptionalStart }],
  ['operator.interrupt', { terminal: isCount, partial: isTextOrNull }],
  ['operator.signal', { key: isText, signal: isSignal }],
  ['operator.restart', { key: isText }],
  ['operator.powerOff', { host: isText }],
  ['operator.powerOn', { host: isText }],
  ['operator.addRule', { rule: isRule }],
  ['operator.removeRule', { id: isText }],
  ['operator.resetConnection', { connection: isCount }],
  ['operator.loseMessage', { sequence: isCount, delayMs: isNumber }],
  ['operator.closeTerminal', { terminal: isCount }],
  ['operator.endInput', { terminal: isCount }],
  ['operator.complete', { terminal: isCount, line: isText, cursor: isCount }],
  ['operator.clearScreen', { terminal: isCount }],
  ['operator.writeFile', { host: isText, path: isText, chunks: isTexts }],
  ['operator.removePath', { host: isText, path: isText }],
  ['operator.makeFolder', { host: isText, path: isText }],
  ['operator.start', { host: isText, start: isStart }],
];

export function encodeJournal(journal: readonly JournalEntry[]): readonly CodedEntry[] {
  let number = 0;
  let atMicros = 0;
  return journal.map((entry) => {
    const micros = Math.round(entry.atMs * 1000);
    const start = [entry.number - number, micros - atMicros, encodeAction(entry.action)] as const;
    const coded: CodedEntry = entry.silentCount === 0 ? start : [...start, entry.silentCount];
    number = entry.number;
    atMicros = micros;
    return coded;
  });
}

/** Gives the journal back, or says which entry is not one. */
export function decodeJournal(value: unknown): Decoded<readonly JournalEntry[]> {
  if (!Array.isArray(value)) return { ok: false, message: 'the list of actions is missing' };
  const journal: JournalEntry[] = [];
  let number = 0;
  let micros = 0;
  for (const [index, coded] of value.entries()) {
    const entry = Array.isArray(coded) ? coded : [];
    const action = decodeAction(entry[2]);
    const silentCount: unknown = entry[3] ?? 0;
    if (!isCount(silentCount) || !isCount(entry[0]) || !isCount(entry[1]) || action === undefined) {
      return { ok: false, message: `action ${index + 1} of ${value.length} is damaged` };
    }
    number += entry[0] as number;
    micros += entry[1] as number;
    journal.push({ number, silentCount: silentCount as number, atMs: micros / 1000, action });
  }
  return { ok: true, value: journal };
}

/** One action as short JSON. */
export function encodeAction(action: OperatorAction): CodedAction {
  const code = ACTIONS.findIndex(([type]) => type === action.type);
  const fields = Object.keys(ACTIONS[code]![1]);
  const values = fields.map((field) => (action as Record<string, unknown>)[field] ?? null);
  while (values.length > 0 && values[values.length - 1] === null) values.pop();
  return [code, ...values];
}

/** The action, or undefined when a field is not what it must be. */
export function decodeAction(coded: unknown): OperatorAction | undefined {
  if (!Array.isArray(coded)) return undefined;
  const kind = ACTIONS[coded[0] as number];
  if (kind === undefined) return undefined;
  const [type, fields] = kind;
  const action: Record<string, unknown> = { type };
  for (const [index, [field, check]] of Object.entries(fields).entries()) {
    const value: unknown = coded[index + 1] ?? null;
    if (!check(value)) return undefined;
    if (value !== null) action[field] = value;
  }
  return action as unknown as OperatorAction;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRule(value: unknown): boolean {
  if (!isRecord(value) || !isText(value['id'])) return false;
  const isPair = isText(value['from']) && isText(value['to']);
  switch (value['kind']) {
    case 'cut':
      return isPair && typeof value['isTwoWay'] === 'boolean';
    case 'latency':
      return isPair && isNumber(value['extraMs']);
    case 'loss':
      return isPair && isNumber(value['probability']);
    case 'slowDisk':
      return isText(value['host']) && isNumber(value['extraMs']);
    case 'fullDisk':
      return isText(value['host']);
    default:
      return false;
  }
}

function isStart(value: unknown): boolean {
  if (!isRecord(value) || !isText(value['program']) || !isTexts(value['argv'])) return false;
  const { environment, cwd, outputPath } = value;
  const isEnvironment =
    environment === undefined ||
    (isRecord(environment) && Object.values(environment).every((text) => isText(text)));
  return (
    isEnvironment &&
    (cwd === undefined || isText(cwd)) &&
    (outputPath === undefined || isText(outputPath))
  );
}

function isOptionalStart(value: unknown): boolean {
  return value === null || isStart(value);
}
