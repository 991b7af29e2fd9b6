/** Whatever is typed, no program throws. `RANDOM_LINES=n SEED=n` makes it longer or another. */
import { describe, expect, it } from 'vitest';
import { nextInteger, splitStream } from '../../../src/engine/index.ts';
import { programsOf, startSimulation } from '../../../src/shell/index.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';

const LINES = Number(process.env['RANDOM_LINES'] ?? 20_000);
const SEED = Number(process.env['SEED'] ?? 1);

const PIECES: readonly string[] = [
  ...Object.keys(programsOf(['zookeeper'])).filter((name) => name !== 'QuorumPeerMain'),
  ...[
    'for',
    'do',
    'done',
    'if',
    'then',
    'fi',
    'while',
    'case',
    'in',
    'esac',
    'function',
    'f()',
    'f',
  ],
  ...[
    '|',
    '||',
    '&&',
    '&',
    ';',
    ';;',
    '>',
    '>>',
    '<',
    '2>&1',
    '&>',
    '<<EOF',
    '<<<',
    '(',
    ')',
    '{',
    '}',
  ],
  ...[
    '[',
    ']',
    '[[',
    ']]',
    '((',
    '))',
    '$((',
    '$(',
    '`',
    '"',
    "'",
    '\\',
    '!',
    '!!',
    '*',
    '?',
    '~',
    '#',
  ],
  ...[
    '$x',
    '${x}',
    '${x:-y}',
    '${#x}',
    '${x//a/b}',
    '${!x}',
    '$@',
    '"$@"',
    '$?',
    '$!',
    '${x:1:2}',
    '${a[@]}',
  ],
  ...[
    'x=1',
    'a=(1 2)',
    'x+=2',
    'export',
    'unset',
    'set',
    'local',
    'read',
    'eval',
    'source',
    'cd',
    'exec',
  ],
  ...[
    'true',
    'false',
    ':',
    'wait',
    'jobs',
    'fg',
    'kill',
    '%1',
    'break',
    'continue',
    'return',
    'test',
  ],
  ...[
    '/',
    '/tmp',
    '/etc/motd',
    '/nope',
    '/tmp/a',
    '.',
    '..',
    '-',
    '--',
    '-n',
    '-l',
    '-c',
    '-e',
    '-f',
    '-v',
  ],
  ...[
    '-i',
    '-r',
    '-E',
    '-k2',
    '-F:',
    '--help',
    '--foo',
    '0',
    '1',
    '-1',
    '99',
    '1/0',
    '2**63',
    'a-z',
    '{1..3}',
  ],
  ...[
    's/a/b/',
    's/(/x/',
    '/x/d',
    '$p',
    '1,3p',
    '{ print $1 }',
    '{ x[$1]++ }',
    'END { print NR }',
    '$1 > 2',
  ],
  ...[
    'zk1',
    'zk2',
    'nobody',
    '2181',
    'ruok',
    'ls /',
    'create /a b',
    'get -w /a',
    'quit',
    'constructor',
    '__proto__',
  ],
  ...[
    'é',
    '漢',
    '\t',
    '😀',
    '1=1',
    'sleep 1',
    'bash -c',
    'EOF',
    'time',
    'select',
    'zk_',
    '0x1f',
    '((1+2))',
  ],
];

/** Text that mixes what means something with what does not. */
function drawLine(state: number): readonly [line: string, state: number] {
  let random = state;
  const draw = (bound: number): number => {
    const [value, next] = nextInteger(random, bound);
    random = next;
    return value;
  };
  const words = Array.from({ length: 1 + draw(7) }, () => {
    const piece = PIECES[draw(PIECES.length)]!;
    return draw(8) === 0 ? piece.slice(0, draw(piece.length + 1)) : piece;
  });
  return [words.join(draw(6) === 0 ? '' : ' '), random];
}

describe('whatever is typed', () => {
  it(`no program throws in ${LINES} random lines (seed ${SEED})`, { timeout: 120_000 }, () => {
    let random = splitStream(SEED, 'random lines');
    let count = 0;
    while (count < LINES) {
      // A new world from time to time, because lines may have destroyed the old one.
      const timeline = startSimulation(zookeeperScenario({ servers: 1, seed: SEED }), {
        isStrict: true,
      });
      timeline.advance({ untilMs: 1000 });
      timeline.act({ type: 'operator.openTerminal', host: count % 2 === 0 ? 'zk1' : 'client1' });
      let terminal = 1;
      for (let i = 0; i < 50 && count < LINES; i++, count++) {
        let line: string;
        [line, random] = drawLine(random);
        try {
          timeline.act({ type: 'operator.type', terminal, text: line });
          timeline.advance({ untilMs: timeline.clockMs + 20, maxEvents: 3000 });
          timeline.act({ type: 'operator.complete', terminal, line, cursor: line.length });
          timeline.act({ type: 'operator.interrupt', terminal });
          timeline.advance({ untilMs: timeline.clockMs + 20, maxEvents: 3000 });
          if (i % 7 === 6) {
            timeline.act({ type: 'operator.endInput', terminal });
            timeline.advance({ untilMs: timeline.clockMs + 20, maxEvents: 3000 });
          }
        } catch (error) {
          throw new Error(`line ${count}: ${JSON.stringify(line)}`, { cause: error });
        }
        if ((timeline.world.terminals.get(terminal)?.foregroundPid ?? 0) === 0) {
          timeline.act({ type: 'operator.openTerminal', host: 'client1' });
          terminal = Math.max(...timeline.world.terminals.keys());
        }
      }
    }
    expect(count).toBe(LINES);
  });
});
