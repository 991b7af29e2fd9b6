/** The parts of the runner that stand between typed keys and compared text. */
import { expect, test } from 'vitest';
import { LineDiscipline } from '../../conformance/line-discipline.ts';
import { columnAfter, splitAtPrompt } from '../../conformance/prompt.ts';
import { commandOf, messageText, serverOfActor } from '../../conformance/zookeeper/actors.ts';
import { texts } from '../../conformance/zookeeper/texts.ts';

test('keys are echoed, Enter sends the line', () => {
  const keys = new LineDiscipline();
  expect(keys.type('ls /zoo\t', 34)).toEqual({ echo: 'ls /zoo\t', lines: [] });
  expect(keys.type('\r', 34)).toEqual({ echo: '\n', lines: ['ls /zoo\t'] });
});

test('an arrow key is echoed as its characters and becomes part of the line', () => {
  const keys = new LineDiscipline();
  expect(keys.type('\u001b[A', 34).echo).toBe('^[[A');
  expect(keys.type('\r', 34).lines).toEqual(['\u001b[A']);
});

test('Backspace and Ctrl-W rub out a letter and a word', () => {
  const keys = new LineDiscipline();
  expect(keys.type('ls /zo\u007f', 34).echo).toBe('ls /zo\b \b');
  expect(keys.type('\u0017', 34).echo).toBe('\b \b');
  expect(keys.type('\r', 34).lines).toEqual(['ls /']);
});

test('Ctrl-U rubs out a tab up to its stop, then letter by letter', () => {
  const keys = new LineDiscipline();
  const column = columnAfter('[zk: localhost:2181(CONNECTED) 2] ');
  keys.type('get\t', column);
  expect(keys.type('\u0015', column).echo).toBe('\b\b\b\b \b\b \b\b \b');
  expect(keys.type('\r', column).lines).toEqual(['']);
});

test('text is taken apart at its last prompt', () => {
  const text = 'Created /a\n[zk: localhost:2181/root(CONNECTED) 12] \nWATCHER::\n';
  expect(splitAtPrompt(text, texts.prompts)).toEqual({
    output: 'Created /a\n',
    promptAfter: '[zk: localhost:2181/root(CONNECTED) 12] ',
    asyncAfterPrompt: '\nWATCHER::\n',
  });
  expect(splitAtPrompt('no prompt', texts.prompts)).toEqual({ output: 'no prompt' });
});

test("a command runs in its server's folder", () => {
  const step = { actor: 'shell', input: 'zk2: zkServer.sh status', output: '' };
  expect(serverOfActor(step)).toBe(2);
  const { command, cwd } = commandOf(step);
  expect(command).toContain('zkServer.sh --config /data/server/zk2 status');
  expect(cwd).toBe('/root');
  const toolkit = { actor: 'shell', input: 'zkTxnLogToolkit.sh log.1', output: '' };
  expect(commandOf(toolkit).cwd).toBe('/data/server/zk1/data/version-2');
});

test('a log line is reduced to its level and words', () => {
  const line =
    '2026-11-21 02:30:00,291 [myid:2] - INFO  [QuorumPeer[myid=2](plain=[0:0:0:0:0:0:0:0]:2281)' +
    '(secure=disabled):o.a.z.s.q.QuorumPeer@902] - FOLLOWING - LEADER ELECTION TOOK - 17 MS';
  expect(messageText(line)).toBe('INFO  FOLLOWING - LEADER ELECTION TOOK - # MS');
});
