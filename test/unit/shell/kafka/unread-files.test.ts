/** What tools print of files that they cannot read, as the real ones of 2.8.0 printed it (Java 17.0.15). */
import { expect, test } from 'vitest';
import { dumpLogTool } from '../../../../src/shell/kafka/dump-log/dump-log.ts';
import { leaderElectionCommand } from '../../../../src/shell/kafka/elections/leader-election.ts';
import { topicCommand } from '../../../../src/shell/kafka/topics/topic-command.ts';
import type { Answer } from './run-tool.ts';
import { runTool } from './run-tool.ts';
import cases from './unread-files.json' with { type: 'json' };

const TOOLS = [dumpLogTool, leaderElectionCommand, topicCommand];

test.each(cases)('$tool $line ($found)', ({ tool, line, found, out, err }) => {
  const kind = found === 'folder' ? 'folder' : 'nothing';
  const answer: Answer = (call) => {
    if (call.type === 'file') return { type: 'file', kind, content: null };
    return call.type === 'logFile' ? { type: 'value', value: null } : undefined;
  };
  const ran = runTool(
    TOOLS.find(({ name }) => name === tool)!,
    line,
    answer,
  );
  expect(ran).toMatchObject({ out, err, code: 1 });
});
