/** Places of kafka.admin.ReassignPartitionsCommand in stack traces, and what it throws. */
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';

export function at(method: string, line: number): Frames {
  return [
    `kafka.admin.ReassignPartitionsCommand$.${method}(ReassignPartitionsCommand.scala:${line})`,
  ];
}

export function commandFailed(text: string, frames: Frames): JavaException {
  return new JavaException('kafka.common.AdminCommandFailedException', text, { frames });
}

export function operationFailed(text: string, frames: Frames): JavaException {
  return new JavaException('kafka.admin.AdminOperationException', text, { frames });
}

export const TERSE = 'kafka.admin.ReassignPartitionsCommand$TerseReassignmentFailureException';

/** A failure that is told without a stack trace. */
export function terseFailure(text: string): JavaException {
  return new JavaException(TERSE, text);
}
