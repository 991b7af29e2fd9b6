/**
 * Answers a tool's calls of its admin client.
 *
 * Read next: ../admin/admin.ts (what tools use).
 */
import type { NodeEvent } from '../../../engine/index.ts';
import type { AdminAnswer, AdminOutcome, AdminTurn } from '../../../engine/kafka/index.ts';
import {
  adminCall,
  adminEvent,
  adminNodes,
  adminTurn,
  closeAdmin,
  openAdmin,
} from '../../../engine/kafka/index.ts';
import type { AdminToolCall } from './calls.ts';
import { openClient } from './open-client.ts';
import type { ToolTurn } from './tool-state.ts';
import { answer, change, log, waitingFor } from './tool-state.ts';

/** What a call says about itself. */
interface Tag {
  readonly call: number;
  readonly index: number;
}

export function beginAdminCall(turn: ToolTurn, call: AdminToolCall): void {
  switch (call.type) {
    case 'admin.open':
      return openClient(turn, 'admin', call.properties, (options) => {
        const pad = openAdmin(options, turn.env, turn.effects);
        take(turn, pad);
      });
    case 'admin.calls': {
      const number = turn.state.callCount;
      if (call.calls.length === 0) return answer(turn, { type: 'answers', answers: [] });
      const waiting = { ...turn.state.waiting!, answers: call.calls.map(() => null) };
      change(turn, { waiting });
      return withAdmin(turn, (pad) => {
        for (const [index, each] of call.calls.entries()) {
          adminCall(pad, each, { call: number, index } satisfies Tag);
        }
      });
    }
    case 'admin.nodes': {
      const { admin } = turn.state;
      return answer(turn, { type: 'nodes', nodes: admin === null ? [] : adminNodes(admin) });
    }
    case 'admin.close':
      withAdmin(turn, closeAdmin);
      change(turn, { admin: null });
      return answer(turn, { type: 'done' });
  }
}

/** False: the event is not the admin client's. */
export function handOnToAdmin(turn: ToolTurn, event: NodeEvent): boolean {
  const { admin } = turn.state;
  if (admin === null) return false;
  const pad = adminTurn(admin, turn.env, turn.effects);
  const isOurs = adminEvent(pad, event);
  if (isOurs) take(turn, pad);
  return isOurs;
}

function withAdmin(turn: ToolTurn, act: (pad: AdminTurn) => void): void {
  const { admin } = turn.state;
  if (admin === null) return;
  const pad = adminTurn(admin, turn.env, turn.effects);
  act(pad);
  take(turn, pad);
}

function take(turn: ToolTurn, pad: AdminTurn): void {
  change(turn, { admin: pad.state });
  for (const outcome of pad.outcomes) takeOutcome(turn, outcome);
}

function takeOutcome(turn: ToolTurn, outcome: AdminOutcome): void {
  switch (outcome.type) {
    case 'log':
      return log(turn, outcome.level, outcome.text, outcome.logger);
    case 'answered': {
      const { tag, type, response, node, deadlineMs } = outcome;
      return takeAnswer(turn, tag as Tag, { type, response, node, deadlineMs });
    }
    case 'failed': {
      const { tag, type, exception } = outcome;
      return takeAnswer(turn, tag as Tag, { type, exception });
    }
    case 'closed':
      return;
  }
}

/** Notes an answer; the last one answers the call. */
function takeAnswer(turn: ToolTurn, tag: Tag, given: AdminAnswer): void {
  const waiting = waitingFor(turn, 'admin.calls');
  if (waiting === null || waiting.number !== tag.call) return;
  const answers = waiting.answers.map((each, index) => (index === tag.index ? given : each));
  change(turn, { waiting: { ...waiting, answers } });
  if (answers.includes(null)) return;
  answer(turn, { type: 'answers', answers: answers as AdminAnswer[] });
}
