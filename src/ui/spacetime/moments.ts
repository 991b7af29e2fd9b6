/**
 * What happens on a host without a message: an fsync that ends, a timer, a program that ends, and
 * what an operator does to it. Pure.
 */
import { actionText, eventName } from '../../engine/index.ts';
import type { EventRecord, NodeEvent, OperatorAction, Timeline } from '../../engine/index.ts';
import type { Mark } from '../session/marks.ts';
import { timerWord } from '../inspector/event-sentence.ts';

interface AnyMoment {
  readonly number: number;
  readonly atMs: number;
  /** Hosts that it happened to. */
  readonly hosts: readonly string[];
  readonly text: string;
}

export interface Moment extends AnyMoment {
  readonly cause: number;
  /** `local`: it goes on from there; `fault`: something broke or was broken. */
  readonly kind: 'local' | 'fault' | 'action';
}

/** What is no event of one host: a promise that broke, a moment that the learner marked. */
export interface MarkedMoment extends AnyMoment {
  readonly kind: 'violation' | 'bookmark';
}

export function markedMoments(marks: readonly Mark[]): readonly MarkedMoment[] {
  const found: MarkedMoment[] = [];
  for (const { kind, number, atMs, text } of marks) {
    const common = { atMs, hosts: [] };
    if (kind === 'violation') found.push({ ...common, kind, number, text: `✕ ${text}` });
    if (kind !== 'bookmark') continue;
    // A bookmark stands before its event; what led there is what came last.
    found.push({ ...common, kind, number: Math.max(0, number - 1), text: `★ ${text}` });
  }
  return found;
}

/** Always worth a mark, whatever came of it. */
const ALWAYS = new Set(['process.started', 'disk.failed', 'listen.failed']);
const SILENT = new Set([
  'operator.complete',
  'operator.clearScreen',
  'operator.start',
  'operator.openTerminal',
  'operator.closeTerminal',
]);
const FAULTS = new Set([
  'operator.powerOff',
  'operator.addRule',
  'operator.resetConnection',
  'operator.loseMessage',
  'operator.removePath',
  'disk.failed',
  'listen.failed',
]);

/** Undefined when it is not worth a mark: nothing that is shown came of it. */
export function momentOf(
  timeline: Timeline,
  record: EventRecord,
  isCause: boolean,
): Moment | undefined {
  const { number, cause, atMs, event, pid } = record;
  const common = { number, cause, atMs };
  if (event.type.startsWith('operator.')) {
    if (SILENT.has(event.type)) return undefined;
    const action = event as OperatorAction;
    const kind = isFault(action) ? ('fault' as const) : ('action' as const);
    return { ...common, kind, hosts: hostsOf(action, timeline), text: actionText(action) };
  }
  const host = timeline.identityOf(pid)?.host;
  if (host === undefined || (!isCause && !ALWAYS.has(event.type))) return undefined;
  const kind = FAULTS.has(event.type) ? ('fault' as const) : ('local' as const);
  return { ...common, kind, hosts: [host], text: textOf(event as NodeEvent) };
}

function textOf(event: NodeEvent | { readonly type: 'process.started' }): string {
  if (event.type === 'process.started') return event.type;
  return event.type === 'timer' ? `timer ${timerWord(event.name)}` : eventName(event);
}

function isFault(action: OperatorAction): boolean {
  if (action.type === 'operator.signal') return action.signal !== 'CONT';
  return FAULTS.has(action.type);
}

function hostsOf(action: OperatorAction, timeline: Timeline): readonly string[] {
  if ('host' in action) return [action.host];
  if ('key' in action) return [hostOfKey(timeline, action.key)];
  if ('terminal' in action) return [timeline.hostOfTerminal(action.terminal) ?? ''];
  if (action.type !== 'operator.addRule') return [];
  const { rule } = action;
  return 'host' in rule ? [rule.host] : [rule.from, rule.to].filter((end) => end !== '*');
}

/** A pid works as a key. */
function hostOfKey(timeline: Timeline, key: string): string {
  return timeline.identityOf(Number(key))?.host ?? key.slice(0, key.indexOf('/'));
}
