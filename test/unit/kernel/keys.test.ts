/** The names of processes: stable across restarts, and never the same for two that live. */
import { expect, test } from 'vitest';
import { processByKey } from '../../../src/engine/index.ts';
import { scripted, worldOf } from './scripted.ts';

const spawn = (token: string) =>
  ({
    type: 'spawn',
    token,
    program: 'sleep',
    argv: ['sleep', token],
    environment: {},
    cwd: '/',
    stdin: { kind: 'null' },
    stdout: { kind: 'inherit' },
    stderr: { kind: 'inherit' },
    isDaemon: false,
  }) as const;

const sleep = scripted('sleep', () => []);
/** As a shell does: `sleep 1000 & sleep 2000 &`, and another one later. */
const shell = scripted('sh', (event) => {
  if (event === null) {
    return [spawn('1000'), spawn('2000'), { type: 'setTimer', name: 'more', delayMs: 100 }];
  }
  return event.type === 'timer' ? [spawn('3000')] : [];
});

/** Arguments of the sleeping processes by key. */
function sleepers(world: ReturnType<typeof worldOf>['world']): Record<string, string> {
  const all = [...world.processes.values()].filter(({ program }) => program === 'sleep');
  return Object.fromEntries(all.map(({ key, info }) => [key, info.argv[1]!]));
}

test('two of a terminal’s programs have two keys, and a signal hits the one that is named', () => {
  const timeline = worldOf([shell, sleep]);
  timeline.act({ type: 'operator.openTerminal', host: 'sh', program: { program: 'sh', argv: [] } });
  timeline.advance({ untilMs: 50 });
  expect(sleepers(timeline.world)).toMatchObject({
    'sh/tty1/sleep': '1000',
    'sh/tty1/sleep#2': '2000',
  });
  timeline.act({ type: 'operator.signal', key: 'sh/tty1/sleep#2', signal: 'KILL' });
  expect(processByKey(timeline.world, 'sh/tty1/sleep')?.info.argv[1]).toBe('1000');
  expect(processByKey(timeline.world, 'sh/tty1/sleep#2')).toBeUndefined();
});

test('a key is free again when who bore it has ended', () => {
  const timeline = worldOf([shell, sleep]);
  timeline.act({ type: 'operator.openTerminal', host: 'sh', program: { program: 'sh', argv: [] } });
  timeline.advance({ untilMs: 50 });
  timeline.act({ type: 'operator.signal', key: 'sh/tty1/sleep', signal: 'KILL' });
  timeline.advance({ untilMs: 150 });
  expect(sleepers(timeline.world)).toMatchObject({
    'sh/tty1/sleep': '3000',
    'sh/tty1/sleep#2': '2000',
  });
});
