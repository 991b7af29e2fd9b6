/** Files that repeat a run elsewhere: docker-compose, script, asciicast. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { verbs } from '../../../src/engine/index.ts';
import { serverPlaces, zooCfg } from '../../../src/engine/zookeeper/index.ts';
import type { OperatorAction } from '../../../src/engine/index.ts';
import { asciicastLines, terminalPieces } from '../../../src/ui/export/asciicast.ts';
import { composeFile } from '../../../src/ui/systems/zookeeper/compose.ts';
import { repeatScript } from '../../../src/ui/export/repeat-script.ts';
import { curiousRun } from './share-run.ts';
import { clusterOf } from '../../support/zookeeper.ts';
import '../../support/systems.ts';

const spec = {
  servers: 3,
  observers: 1,
  clientHosts: 2,
  config: { tickTime: '1000', snapCount: '$9' },
};

/** Keys below a top-level key, with the lines below each. */
function section(yaml: string, name: string): ReadonlyMap<string, readonly string[]> {
  const lines = yaml.split('\n');
  const start = lines.indexOf(`${name}:`);
  const found = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^\S/.test(line)) break;
    const key = /^ {2}([\w-]+):/.exec(line)?.[1];
    if (key !== undefined) found.set(key, (current = []));
    else current.push(line.trim());
  }
  return found;
}

describe('docker-compose file', () => {
  const yaml = composeFile(clusterOf(spec));

  it('has a container for each server and client host, of the release that is simulated', () => {
    const services = section(yaml, 'services');
    expect([...services.keys()]).toEqual(['zk1', 'zk2', 'zk3', 'zk4', 'client1', 'client2']);
    for (const lines of services.values()) expect(lines).toContain('image: zookeeper:3.8.0');
    expect(services.get('zk3')).toContain('ZOO_MY_ID: "3"');
  });

  it('gives every server the zoo.cfg of the sandbox, line by line', () => {
    const configs = section(yaml, 'configs');
    const places = serverPlaces(spec);
    for (const place of places) {
      const [head, ...lines] = configs.get(`${place.host}-cfg`)!;
      expect(head).toBe('content: |');
      const config = zooCfg(spec, place, places).trimEnd();
      expect(lines.join('\n').replaceAll('$$', '$')).toBe(config);
      expect(lines).toContain('server.4=zk4:2888:3888:observer');
    }
    expect(configs.get('zk4-cfg')).toContain('peerType=observer');
  });

  it('declares every volume and network that it uses', () => {
    const volumes = section(yaml, 'volumes');
    const used = [...yaml.matchAll(/- "([\w-]+):\//g)].map(([, name]) => name);
    expect(used.length).toBe(4);
    for (const name of used) expect(volumes.has(name!), name).toBe(true);
    expect(section(yaml, 'networks').has('ensemble')).toBe(true);
  });

  it('is indented by spaces, two by two, without a tab', () => {
    for (const line of yaml.split('\n')) expect(line).toMatch(/^( {2})*(\S|$)/);
  });

  it('leaves out what is not running from the start, and planted faults', () => {
    const other = composeFile(
      clusterOf({ ...spec, started: [1, 2], properties: ['-Da=b', '-Dmutant=M1'] }),
    );
    expect(section(other, 'services').get('zk3')).toContain(
      'profiles: [later] # not running from the start',
    );
    expect(other).toContain('JVMFLAGS: "-Da=b"');
    expect(other).not.toContain('mutant');
  });
});

describe('script for real servers', () => {
  const timeline = curiousRun({ servers: 3, clientHosts: 1, seed: 3 });
  const script = repeatScript(timeline.journal);

  it('types every line that was typed, into the same terminal', () => {
    for (const { action } of timeline.journal) {
      if (action.type !== 'operator.type') continue;
      expect(script).toContain(`typed ${action.terminal} '${action.text}'`);
    }
    expect(script).toContain('terminal 2 client1');
  });

  it('waits as long as the run did', () => {
    const waits = [...script.matchAll(/^sleep (\S+)$/gm)].map(([, seconds]) => Number(seconds));
    const total = waits.reduce((sum, one) => sum + one, 0) - 5;
    expect(total).toBeCloseTo(timeline.journal.at(-1)!.atMs / 1000, -1);
  });

  it('breaks what was broken and mends what was mended', () => {
    expect(script).toContain('docker kill zk3\n');
    expect(script).toContain('docker restart -t 0 zk3\n');
    const cut = script.indexOf('docker network disconnect "$net" zk2');
    expect(cut).toBeGreaterThan(0);
    expect(script.indexOf('docker network connect "$net" zk2')).toBeGreaterThan(cut);
  });

  it('is a script that bash can read, and sends Ctrl-C to the terminal it was typed into', () => {
    const entries = (actions: readonly OperatorAction[]) =>
      actions.map((action, number) => ({ number, silentCount: 0, atMs: number, action }));
    const text = repeatScript(
      entries([
        ...verbs.openTerminal('client1'),
        ...verbs.openTerminal('zk2'),
        ...verbs.type(2, 'echo \'a\' "b" $(c'),
        { type: 'operator.interrupt', terminal: 2 },
        { type: 'operator.endInput', terminal: 1 },
        ...verbs.cutOneWay('zk1', 'zk2'),
        ...verbs.slowDisk('zk1', 50),
      ]),
    );
    expect(text).toContain('\ninterrupted 2 zk2\n');
    for (const one of [text, script]) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: one, encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(status).toBe(0);
    }
  });

  it('quotes what a shell would take apart', () => {
    const action = { type: 'operator.type', terminal: 1, text: `echo '$HOME' "x"` } as const;
    const quoted = repeatScript([{ number: 1, silentCount: 0, atMs: 0, action }]);
    expect(quoted).toContain(`typed 1 'echo '\\''$HOME'\\'' "x"'`);
  });
});

describe('recording of a terminal', () => {
  const timeline = curiousRun({ servers: 3, clientHosts: 1, seed: 3 });
  const terminal = timeline.world.terminals.get(1)!;
  const [header, ...events] = [...asciicastLines(terminal, timeline, 'a "title"')]
    .join('')
    .trimEnd()
    .split('\n');

  it('starts with a header of version 2', () => {
    expect(JSON.parse(header!)).toMatchObject({ version: 2, width: 100, title: 'a "title"' });
  });

  it('gives the whole output, in order of time', () => {
    let before = 0;
    let text = '';
    for (const line of events) {
      const [seconds, kind, piece] = JSON.parse(line) as [number, string, string];
      expect(kind).toBe('o');
      expect(seconds).toBeGreaterThanOrEqual(before);
      before = seconds;
      text += piece;
    }
    expect(text).toContain('Created /myapp\r\n');
    expect(text.replaceAll('\r\n', '\n')).toBe([...terminalPieces(terminal)].join(''));
    expect(before).toBeGreaterThan(200);
  });
});
