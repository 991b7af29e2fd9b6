/** Answers of a running server, compared with what the real one said (test/golden/zookeeper/4lw-*). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Behavior } from '../../../../src/engine/index.ts';
import { Kernel } from '../../../../src/engine/index.ts';
import { SessionNormaliser } from '../../../conformance/zookeeper/normalise.ts';
import { zookeeper } from '../../../../src/engine/zookeeper/index.ts';

interface Asking {
  readonly word: string;
  readonly answer: string;
  readonly isClosed: boolean;
}

/** As `echo WORD | nc localhost PORT`: argv[1] is the word. */
const asker: Behavior<Asking> = {
  name: 'asker',
  start: (process) => [
    { word: process.argv[1]!, answer: '', isClosed: false },
    [{ type: 'connect', token: 'x', host: 'localhost', port: 2181 }],
  ],
  step(state, event) {
    if (event.type === 'connection.opened') {
      const { connection } = event;
      const message = { type: 'FourLetterWord', word: state.word };
      return [state, [{ type: 'send', connection, message }]];
    }
    if (event.type === 'message') {
      const { text } = event.message as { text?: string };
      return [{ ...state, answer: state.answer + (text ?? '') }, []];
    }
    if (event.type === 'connection.closed') return [{ ...state, isClosed: true }, []];
    return [state, []];
  },
};

function serverWith(lines: string, properties: readonly string[] = []): Kernel {
  const kernel = new Kernel({
    seed: 3,
    programs: { ...zookeeper.programs, asker: asker as Behavior },
    isStrict: true,
    wallClockStartMs: Date.UTC(2026, 10, 21, 2, 39),
    hosts: [
      {
        name: 'zk',
        ip: '10.0.0.11',
        files: {
          '/data/server/zk1/zoo.cfg':
            'tickTime=2000\ninitLimit=10\nsyncLimit=5\ndataDir=/data/server/zk1/data\n' +
            `clientPort=2181\nadmin.enableServer=false\n${lines}`,
        },
        folders: ['/data/server/zk1/data', '/root'],
        boot: [
          {
            program: 'QuorumPeerMain',
            argv: ['QuorumPeerMain', ...properties, '/data/server/zk1/zoo.cfg'],
          },
        ],
      },
    ],
  });
  run(kernel, 3000);
  return kernel;
}

function run(kernel: Kernel, ms: number): void {
  const untilMs = kernel.world.nowMs + ms;
  for (let i = 0; i < 100_000 && kernel.step(untilMs) !== undefined; i++);
}

function ask(kernel: Kernel, word: string): Asking {
  const start = { program: 'asker', argv: ['asker', word] };
  kernel.act({ type: 'operator.start', host: 'zk', start });
  run(kernel, 1000);
  for (const process of kernel.world.processes.values()) {
    if (process.program === 'asker' && process.info.argv[1] === word)
      return process.state as Asking;
  }
  throw new Error('nobody asked');
}

interface Step {
  readonly kind?: string;
  readonly input?: string;
  readonly output: string;
}

/** What the real server answered in a case without clients, normalised. */
function golden(name: string): readonly Step[] {
  const url = new URL(`../../../golden/zookeeper/${name}.json`, import.meta.url);
  const { steps } = JSON.parse(readFileSync(url, 'utf8')) as { steps: readonly Step[] };
  return steps.filter(({ kind }) => kind === '4lw');
}

function normal(text: string): string {
  return new SessionNormaliser().apply(text);
}

describe('four-letter words', () => {
  test.each(golden('4lw-standalone-empty').map((step) => [step.input!, step.output] as const))(
    '%s of a fresh server is what the real one says',
    (word, output) => {
      const kernel = serverWith('4lw.commands.whitelist=*\n');
      const { answer } = ask(kernel, word);
      expect(normal(answer)).toBe(normal(output));
    },
  );

  test.each(golden('4lw-whitelist-default').map((step) => [step.input!, step.output] as const))(
    'without a whitelist %s is answered as by the real one',
    (word, output) => {
      const { answer, isClosed } = ask(serverWith(''), word);
      expect(normal(answer)).toBe(normal(output));
      expect(isClosed || answer === '').toBe(true);
    },
  );

  test('a whitelist names single words; isro comes with read-only mode', () => {
    const kernel = serverWith('4lw.commands.whitelist=ruok, dirs\n', [
      '-Dreadonlymode.enabled=true',
    ]);
    expect(ask(kernel, 'ruok').answer).toBe('imok');
    expect(ask(kernel, 'dirs').answer).toBe('datadir_size: 457\nlogdir_size: 457\n');
    expect(ask(kernel, 'isro').answer).toBe('rw');
    expect(ask(kernel, 'conf').answer).toBe(
      'conf is not executed because it is not in the whitelist.\n',
    );
  });

  test('mntr has the names of the real one, in its order', () => {
    const step = golden('4lw-standalone-all').find(({ input }) => input === 'mntr')!;
    const namesOf = (text: string) =>
      text
        .split('\n')
        .map((line) => line.split('\t')[0]!)
        // Depends on which nodes were used.
        .filter((name) => name !== '' && !name.endsWith('_per_namespace'));
    const { answer } = ask(serverWith('4lw.commands.whitelist=*\n'), 'mntr');
    expect(namesOf(answer)).toEqual(namesOf(step.output));
  });

  test('srst sets the counters back, and counts on', () => {
    const kernel = serverWith('4lw.commands.whitelist=*\n');
    for (let i = 0; i < 3; i++) ask(kernel, 'srvr');
    expect(ask(kernel, 'srst').answer).toBe('Server stats reset.\n');
    expect(ask(kernel, 'stat').answer).toContain('Received: 1\n');
  });
});
