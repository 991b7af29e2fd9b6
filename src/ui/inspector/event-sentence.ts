/** An event of the history as a sentence: who, what, from whom. Names stay upstream's. */
import { actionText, eventName } from '../../engine/index.ts';
import type { EventRecord, NodeEvent, OperatorAction, Timeline } from '../../engine/index.ts';
import type { Messages } from '../i18n/messages.ts';
import { messageLabel, visible } from '../stage/message-text.ts';

type Words = Messages['story']['event'];

export function eventSentence(timeline: Timeline, record: EventRecord, words: Words): string {
  const { event, pid, cause } = record;
  if (event.type.startsWith('operator.')) {
    return actionSentence(timeline, event as OperatorAction, words);
  }
  const process = timeline.identityOf(pid);
  const program = process?.program ?? `pid ${pid}`;
  const host = process?.host ?? '';
  if (event.type === 'process.started') return words.started(program, host);
  const node = event as NodeEvent;
  switch (node.type) {
    case 'message': {
      const sender = timeline.record(cause)?.pid;
      const from = sender === undefined ? '' : timeline.identityOf(sender)?.host;
      return words.received(host, messageLabel(node.message), from ?? '');
    }
    case 'timer':
      return words.timer(host, timerWord(node.name));
    case 'connection.opened':
      return words.opened(host, node.remote.host);
    case 'connection.refused':
      return words.refused(host, node.token);
    case 'connection.closed':
      return words.closed(host, node.reason);
    case 'disk.synced':
      return words.synced(host);
    default:
      return programSentence(node, program, host, words);
  }
}

function actionSentence(timeline: Timeline, action: OperatorAction, words: Words): string {
  if (action.type !== 'operator.type') return words.you(actionText(action));
  const host = timeline.hostOfTerminal(action.terminal) ?? `tty${action.terminal}`;
  return words.typed(host, short(action.text));
}

function programSentence(event: NodeEvent, program: string, host: string, words: Words): string {
  switch (event.type) {
    case 'listen.failed':
      return words.listenFailed(host, event.port);
    case 'disk.failed':
      return words.diskFailed(host);
    case 'stdin':
      return words.stdin(program, host, short(event.text.replace(/\n$/, '')));
    case 'stdin.end':
      return words.stdinEnd(program, host);
    case 'signal':
      return words.signal(program, host, event.signal);
    case 'process.spawned':
      return words.spawned(program, host);
    case 'process.exited':
      return words.exited(program, host);
    case 'child.output':
      return words.output(program, host);
    default:
      return words.other(host, eventName(event));
  }
}

/** A machine's delay without the wrapping that xstate and the kernel give it. */
export function timerWord(name: string): string {
  return name.replace(/^chart:/, '').replace(/^xstate\.after\.([^.]+)\..*$/, '$1');
}

function short(text: string): string {
  const shown = visible(text);
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown;
}
