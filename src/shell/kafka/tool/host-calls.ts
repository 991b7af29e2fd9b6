/**
 * Answers what a tool asks of its host: files, time, standard input, processes.
 *
 * Read next: begin-call.ts.
 */
import type { DiskView, NodeEvent } from '../../../engine/index.ts';
import { entryAt, listFolder, readFile } from '../../../engine/index.ts';
import {
  viewLogFile,
  viewOffsetIndex,
  viewSnapshot,
  viewTimeIndex,
  viewTxnIndex,
} from '../../../engine/kafka/index.ts';
import { resolvePath } from '../../program/paths.ts';
import { isAddress } from './bootstrap.ts';
import type { HostToolCall, LogFileKind } from './calls.ts';
import type { ToolTurn } from './tool-state.ts';
import { answer, change, waitingFor } from './tool-state.ts';

/** How each kind of file of a log is read; a snapshot that cannot be read is as one that is not there. */
const VIEWS: Readonly<Record<LogFileKind, (disk: DiskView, path: string) => unknown>> = {
  log: viewLogFile,
  index: viewOffsetIndex,
  timeindex: viewTimeIndex,
  txnindex: viewTxnIndex,
  snapshot: viewSnapshot,
};

const SLEEP_TIMER = 'tool:sleep';

/** Starts a call; most are answered at once. */
export function beginHostCall(turn: ToolTurn, call: HostToolCall): void {
  const { env, effects, state } = turn;
  const { disk } = env.host;
  switch (call.type) {
    case 'sleep':
      effects.push({ type: 'setTimer', name: SLEEP_TIMER, delayMs: call.ms });
      return;
    case 'now':
      return answer(turn, { type: 'number', value: env.wallClockMs });
    case 'lines':
      return offerLines(turn);
    case 'resolve': {
      const isKnown = isAddress(call.name) || env.host.resolve(call.name) !== undefined;
      return answer(turn, { type: 'flag', value: isKnown });
    }
    case 'file': {
      const path = resolvePath(state.process.cwd, call.path);
      const content = readFile(disk, path);
      if (content !== undefined) return answer(turn, { type: 'file', kind: 'file', content });
      const kind = entryAt(disk, path) === undefined ? 'nothing' : 'folder';
      return answer(turn, { type: 'file', kind, content: null });
    }
    case 'logFile': {
      const path = resolvePath(state.process.cwd, call.path);
      return answer(turn, { type: 'value', value: VIEWS[call.view](disk, path) ?? null });
    }
    case 'folder': {
      const path = resolvePath(state.process.cwd, call.path);
      return answer(turn, { type: 'names', names: listFolder(disk, path) ?? null });
    }
    case 'processes': {
      const processes = env.host
        .processes()
        .map(({ pid, parentPid, program, argv }) => ({ pid, parentPid, program, argv }));
      return answer(turn, { type: 'processes', processes });
    }
    case 'effects':
      effects.push(...call.effects);
      return answer(turn, { type: 'done' });
    case 'spawn':
      effects.push({ type: 'spawn', ...call.request, token: 'child' });
      return;
    case 'wait':
      return offerEnd(turn);
    case 'shared':
      return answer(turn, { type: 'shared', shared: state.shared });
    case 'share':
      change(turn, { shared: call.shared });
      return answer(turn, { type: 'done' });
  }
}

/** False: the event is not the host's. */
export function hostEvent(turn: ToolTurn, event: NodeEvent): boolean {
  switch (event.type) {
    case 'stdin':
      change(turn, { unread: turn.state.unread + event.text });
      offerLines(turn);
      return true;
    case 'stdin.end':
      change(turn, { isInputEnded: true });
      offerLines(turn);
      return true;
    case 'timer':
      if (event.name !== SLEEP_TIMER) return false;
      if (waitingFor(turn, 'sleep') !== null) answer(turn, { type: 'done' });
      return true;
    case 'process.spawned':
      if (waitingFor(turn, 'spawn') !== null) answer(turn, { type: 'number', value: event.pid });
      return true;
    case 'process.exited': {
      const { pid, code } = event;
      change(turn, { ended: [...turn.state.ended, { pid, code }] });
      offerEnd(turn);
      return true;
    }
    default:
      return false;
  }
}

function offerEnd(turn: ToolTurn): void {
  const waiting = waitingFor(turn, 'wait');
  if (waiting === null) return;
  const ended = turn.state.ended.find(({ pid }) => pid === waiting.call.pid);
  if (ended !== undefined) answer(turn, { type: 'number', value: ended.code });
}

/** All whole lines that have come; the last one may lack its end when the input is over. */
function offerLines(turn: ToolTurn): void {
  if (waitingFor(turn, 'lines') === null) return;
  const { unread, isInputEnded } = turn.state;
  const end = isInputEnded ? unread.length : unread.lastIndexOf('\n') + 1;
  if (end === 0 && !isInputEnded) return;
  const lines = unread.slice(0, end).split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  change(turn, { unread: unread.slice(end) });
  answer(turn, { type: 'lines', lines, isEnd: isInputEnded });
}
