/** zkCli.sh at a terminal: prompt, completion, history, errors. */
import { describe, expect, test } from 'vitest';
import {
  completion,
  completionQuery,
  expandEvents,
} from '../../../../src/shell/zookeeper/zk-cli/jline.ts';
import { parseMainOptions, wordsOf } from '../../../../src/shell/zookeeper/zk-cli/main-options.ts';
import {
  flag,
  parseOptions,
  valued,
} from '../../../../src/shell/zookeeper/zk-cli/options-parser.ts';
import { javaDate } from '../../../../src/shell/zookeeper/zk-cli/stat-printer.ts';
import { clientConfigText } from '../../../../src/shell/zookeeper/zk-cli/commands/ensemble-commands.ts';
import { Terminals } from './terminals.ts';

describe('words of a line (ZooKeeperMain.MyCommandOptions)', () => {
  test.each([
    ['create /a  b', ['create', '/a', 'b']],
    ['create "/a b" \'c "d"\'', ['create', '/a b', 'c "d"']],
    ['set /a it"s', ['set', '/a', 'it"s']],
    ['create /e ""', ['create', '/e', '']],
    ['   ', [' ']],
    ['"', []],
  ])('%s', (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  test('unknown options before the command are skipped, as upstream does', () => {
    expect(parseMainOptions(['-bogus', 'ls', '-s', '/']).command).toEqual(['ls', '-s', '/']);
    expect(parseMainOptions(['-server']).fault).toBe('Error: no argument found for option -server');
  });
});

describe('options (commons-cli DefaultParser)', () => {
  const spec = { options: [flag('s', 'stats'), flag('w', 'watch'), valued('v', 'version')] };
  const parse = (...tokens: string[]) => parseOptions(spec, tokens);

  test('flags may be merged, stand behind the path, and have their value attached', () => {
    expect(parse('ls', '-sw', '/').has('w')).toBe(true);
    expect(parse('ls', '/', '-s').args).toEqual(['ls', '/']);
    expect(parse('set', '-v7', '/a').value('v')).toBe('7');
    expect(parse('set', '-v=7', '/a').value('v')).toBe('7');
  });

  test('a negative number is a value, not a flag; -- ends the flags', () => {
    expect(parse('set', '-v', '-1', '/a').value('v')).toBe('-1');
    expect(parse('set', '--', '-s').args).toEqual(['set', '-s']);
  });

  test('faults carry the messages of the library', () => {
    expect(() => parse('set', '-x')).toThrow(
      'org.apache.commons.cli.UnrecognizedOptionException: Unrecognized option: -x',
    );
    expect(() => parse('set', '-v')).toThrow(
      'org.apache.commons.cli.MissingArgumentException: Missing argument for option: v',
    );
  });
});

describe('the line editor (JLine)', () => {
  const history = ['ls /', 'create /a 1', 'get /a'];
  test.each([
    ['!!', 'get /a'],
    ['!1', 'ls /'],
    ['!-2', 'create /a 1'],
    ['!cr', 'create /a 1'],
    ['stat !$', 'stat /a'],
    ['^get^stat', 'stat /a'],
    ['create /b hi!', 'create /b hi!'],
    ['create /b a\\!b', 'create /b a!b'],
  ])('%s becomes %s', (line, expanded) => {
    expect(expandEvents(line, history)).toEqual({ line: expanded, isChanged: line !== expanded });
  });

  test('an event that is not in the history is a fault', () => {
    expect(expandEvents('!502', ['ls /a', 'ls /b'], 500)).toMatchObject({ line: 'ls /b' });
    expect(expandEvents('!2', ['ls /a', 'ls /b'], 500)).toEqual({ fault: '!2: event not found' });
    expect(expandEvents('create /b !x', [])).toEqual({ fault: '!x: event not found' });
  });

  test('Tab completes commands, and names below the last slash', () => {
    expect(completionQuery('getA', 4)).toMatchObject({
      candidates: ['getAcl', 'getAllChildrenNumber'],
    });
    expect(completion('getA', ['getAcl', 'getAllChildrenNumber']).insert).toBe('');
    expect(completionQuery('ls /zoo', 7)).toEqual({ type: 'children', token: 'zoo', parent: '/' });
    expect(completionQuery('ls /a/b/c', 9)).toMatchObject({ token: 'c', parent: '/a/b' });
    expect(completion('zoo', ['zookeeper'])).toEqual({ insert: 'keeper ', candidates: [] });
  });
});

test('dates are printed as java.util.Date does', () => {
  expect(javaDate(Date.UTC(2026, 10, 1, 2, 3, 4))).toBe('Sun Nov 01 02:03:04 UTC 2026');
});

test('config -c lists client addresses (golden ens-reconfig)', () => {
  const config =
    'server.1=127.0.0.1:2888:3888:participant\n' +
    'server.3=127.0.0.1:3088:4088:participant;0.0.0.0:2381\nversion=200000002';
  expect(clientConfigText(config)).toBe('200000002 ,0.0.0.0:2381');
});

describe('zkCli.sh in a terminal', () => {
  test('Tab asks the server for children', () => {
    const world = new Terminals({ servers: 1 });
    const terminal = world.open('zkCli.sh -server zk1:2181');
    world.wait(500);
    const line = 'get /zookeeper/q';
    world.timeline.act({ type: 'operator.complete', terminal, line, cursor: line.length });
    world.wait(100);
    const { completion: answer } = world.timeline.world.terminals.get(terminal)!;
    expect(answer).toMatchObject({ insert: 'uota ', candidates: [] });
  });

  test('a session of many lines remembers all of them in the shell, the latest 500 in its editor', () => {
    const world = new Terminals({ servers: 1 });
    const terminal = world.open('zkCli.sh -server zk1:2181');
    world.wait(500);
    for (let i = 0; i < 700; i++) world.type(terminal, `stat /no${i}`, 10);
    const process = [...world.timeline.world.processes.values()].find(
      ({ program }) => program === 'zkCli.sh',
    )!;
    expect(process.history.length).toBe(500);
    expect(process.history.at(-1)).toBe('stat /no699');
    expect(world.type(terminal, '!1')).toContain('!1: event not found');
    expect(world.type(terminal, '!201')).toContain('stat /no200\n');
    expect(world.type(terminal, 'redo 3')).toContain('/no3');
    expect(world.type(terminal, 'history')).toContain('699 - stat /no699\n');
  });

  test('going back into the middle of a command and forward again prints the same', () => {
    const world = new Terminals({ servers: 1 });
    const terminal = world.open('zkCli.sh -server zk1:2181');
    world.wait(500);
    for (const path of ['/a', '/a/b', '/a/c', '/d']) world.type(terminal, `create ${path}`);
    world.take(terminal);
    const before = world.timeline.position;
    const first = world.type(terminal, 'ls -R /', 2000);
    expect(first).toContain('/zookeeper/quota\n[zk: zk1:2181(CONNECTED) 5] ');
    const { timeline } = world;
    const end = timeline.position;
    const text = () => {
      const { output } = timeline.world.terminals.get(terminal)!;
      return JSON.stringify(output);
    };
    const whole = text();
    for (let at = before; at < end; at += 3) {
      timeline.seek(at);
      timeline.seek(end);
      expect(text()).toBe(whole);
    }
  });

  test('Ctrl-C ends it; its session stays until it expires', () => {
    const world = new Terminals({ servers: 1 });
    const terminal = world.open('zkCli.sh -server zk1:2181 -timeout 4000');
    world.wait(500);
    world.type(terminal, 'create -e /e');
    world.interrupt(terminal);
    const other = world.open('zkCli.sh -server zk1:2181');
    world.wait(200);
    expect(world.type(other, 'ls /')).toContain('[e, zookeeper]');
    world.wait(8000);
    expect(world.type(other, 'ls /')).toContain('[zookeeper]');
  });
});
