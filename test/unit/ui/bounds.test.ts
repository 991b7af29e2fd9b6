/** Bounds of what a visitor can give in forms: each is found, and told in words. */
import { describe, expect, it } from 'vitest';
import { startSimulation } from '../../../src/shell/index.ts';
import * as bounds from '../../../src/ui/app/bounds.ts';
import { buildFlaw } from '../../../src/ui/systems/zookeeper/build-flaw.ts';
import { lookingForProblem } from '../../../src/ui/systems/zookeeper/config-check.ts';
import { parseScript } from '../../../src/ui/sandbox/script-text.ts';
import { scriptPlayer } from '../../../src/ui/sandbox/script-player.svelte.ts';
import { Session } from '../../../src/ui/session/session.svelte.ts';
import { notices } from '../../../src/ui/app/notices.svelte.ts';
import { en } from '../../../src/ui/i18n/en.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';

describe('the build form', () => {
  const fields = { seed: 1, latency: [0.3, 1.5], sync: [0.5, 2], texts: ['tickTime=1000'] };

  it.each([
    [{}, null],
    [{ seed: null }, 'seed'],
    [{ seed: -1 }, 'seed'],
    [{ seed: 1.5 }, 'seed'],
    [{ seed: 2 ** 32 }, 'seed'],
    [{ latency: [2, 1] }, 'latency'],
    [{ latency: [null, 1] }, 'latency'],
    [{ latency: [0, 60_001] }, 'latency'],
    [{ sync: [-1, 1] }, 'sync'],
    [{ sync: [0, 1e300] }, 'sync'],
    [{ texts: ['', `a=${'x'.repeat(bounds.FIELD_LINE_CHARACTERS)}`] }, 'fieldLine'],
    [{ texts: ['a=b\n'.repeat(bounds.FIELD_CHARACTERS)] }, 'field'],
  ] as const)('says of %j: %s', (change, flaw) => {
    expect(buildFlaw({ ...fields, ...change })).toBe(flaw);
  });

  it('asks the parser of one server after the other, and stops at the first that would not start', () => {
    const looked = (serverConfig: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
      const looking = lookingForProblem({ zookeeper: { servers: 31, serverConfig } });
      let count = 0;
      for (;;) {
        const step = looking.next();
        if (step.done === true) return { count, problem: step.value };
        count++;
      }
    };
    expect(looked({})).toEqual({ count: 31, problem: null });
    const bad = looked({ 3: { tickTime: 'fast' } });
    expect(bad.count).toBe(3);
    expect(bad.problem).toMatchObject({ server: 3 });
  });

  it('finds the same with all servers on one host', () => {
    const spec = { servers: 3, layout: 'oneHost', serverConfig: { 2: { dataDir: '' } } } as const;
    const looking = lookingForProblem({ zookeeper: spec, clientHosts: 0 });
    let step = looking.next();
    while (step.done !== true) step = looking.next();
    expect(step.value).toMatchObject({ server: 2 });
  });
});

describe('a script', () => {
  it.each([
    ['x'.repeat(bounds.SCRIPT_CHARACTERS + 1), 1, 'characters'],
    ['wait\n'.repeat(bounds.SCRIPT_STEPS + 1), bounds.SCRIPT_STEPS + 1, 'steps'],
    [`wait\nclient1: ${'x'.repeat(bounds.LINE_CHARACTERS)}`, 2, 'line'],
    ['+86400s wait\n+86401s wait', 2, 'wait'],
    [`+${'9'.repeat(400)}s wait`, 1, 'wait'],
    [`slow disk zk1 60000\nslow disk zk1 ${'9'.repeat(400)}`, 2, 'slow'],
    ['slow zk1 > zk2 60001', 1, 'slow'],
  ])('has bounds (%#)', (text, line, flaw) => {
    expect(parseScript(text)).toMatchObject({ ok: false, line, flaw });
  });

  it('does a few of many steps that are due at once, then lets a frame be drawn', () => {
    const frames: (() => void)[] = [];
    Object.assign(globalThis, {
      requestAnimationFrame: (callback: () => void) => frames.push(callback),
      cancelAnimationFrame: () => {},
    });
    const session = sessionOf();
    play(`${'+0s client1: echo\n'.repeat(100)}`, session);
    expect(session.timeline.journal.length).toBeLessThan(20);
    for (let i = 0; i < 1000 && frames.length > 0; i++) frames.shift()!();
    const typed = session.timeline.journal.filter(({ action }) => action.type === 'operator.type');
    expect(typed.length).toBe(100);
    session.destroy();
  });

  it('stops in words when it would open more terminals than there can be', () => {
    Object.assign(globalThis, { requestAnimationFrame: () => 0, cancelAnimationFrame: () => {} });
    const session = sessionOf();
    for (let i = 0; i < bounds.OPEN_TERMINALS; i++) {
      session.timeline.act({ type: 'operator.openTerminal', host: 'client1' });
    }
    play('+0s open client1', session);
    expect(session.timeline.world.terminals.size).toBe(bounds.OPEN_TERMINALS);
    expect(notices.list.map(({ text }) => text)).toContain(
      en.bounds.terminals(bounds.OPEN_TERMINALS),
    );
    session.destroy();
  });
});

function sessionOf(): Session {
  return new Session(startSimulation(zookeeperScenario({ servers: 1, clientHosts: 1, seed: 1 })));
}

function play(text: string, session: Session): void {
  const parsed = parseScript(text);
  if (!parsed.ok) throw new Error('the script is not understood');
  scriptPlayer.play(parsed.steps, session, null);
}
