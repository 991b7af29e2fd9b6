/** Several processes on one host: the very one that was chosen, and one rule for what a host stands for. */
import { describe, expect, it } from 'vitest';
import { hostViews, verbs } from '../../../src/engine/index.ts';
import type { ProcessNode } from '../../../src/engine/index.ts';
import { serverOn } from '../../../src/lesson/conditions/zookeeper/observation.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { hostOffers, offersOf } from '../../../src/ui/commands/offers.ts';
import { outcomeOf } from '../../../src/ui/compare/compare-runs.ts';
import { repeatScript } from '../../../src/ui/export/repeat-script.ts';
import { serversOf } from '../../../src/ui/systems/zookeeper/cluster.ts';
import { scriptOf } from '../../../src/ui/sandbox/script-text.ts';
import { selectionOf, selectionOfHost } from '../../../src/ui/session/selection.ts';
import { Session } from '../../../src/ui/session/session.svelte.ts';
import { rowsOf, shownProcesses } from '../../../src/ui/stage/layout.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';
import '../../support/systems.ts';

function started(): Session {
  const timeline = startSimulation(zookeeperScenario({ servers: 1, seed: 1 }));
  timeline.advance({ untilMs: 3000 });
  const session = new Session(timeline);
  session.act(verbs.openTerminal('client1'));
  return session;
}

function type(session: Session, text: string): void {
  session.act(verbs.type(1, text));
  session.timeline.advance({ untilMs: session.timeline.clockMs + 500 });
  session.refresh();
}

function sleepers(session: Session): readonly ProcessNode[] {
  return session.host('client1')!.processes.filter(({ program }) => program === 'sleep');
}

function twoSleeps(): Session {
  const session = started();
  type(session, 'sleep 1000 & sleep 2000 &');
  return session;
}

/** A second server of the host, which ends at once: its file is not there. */
function withFailedServer(session: Session): void {
  const argv = ['QuorumPeerMain', '/tmp/other.cfg'];
  session.act({ type: 'operator.start', host: 'zk1', start: { program: argv[0]!, argv } });
  session.timeline.advance({ untilMs: session.timeline.clockMs + 2000 });
  session.refresh();
}

const offered = (session: Session) => offersOf(session).map(({ name }) => name);

describe('two programs of one terminal that are called the same', () => {
  it('have a row each', () => {
    const rows = rowsOf(shownProcesses(twoSleeps().host('client1')!));
    expect(rows.map(({ process }) => process.argv.join(' '))).toEqual(['sleep 1000', 'sleep 2000']);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
    expect(new Set(rows.map(({ top }) => top)).size).toBe(2);
  });

  it.each([0, 1])('are killed when they are chosen, and the other is not: %i', (which) => {
    const session = twoSleeps();
    const [chosen, other] = [sleepers(session)[which]!, sleepers(session)[1 - which]!];
    session.select(selectionOf(chosen));
    expect(session.selectedProcess?.argv).toEqual(chosen.argv);
    session.act(offersOf(session).find(({ name }) => name === 'kill')!.actions);
    session.refresh();
    expect(sleepers(session).map(({ pid }) => pid)).toEqual([other.pid]);
    // What was chosen is gone: the other has not taken its place.
    expect(session.selectedProcess).toBeUndefined();
  });

  it('are each stepped through by themselves', () => {
    const session = twoSleeps();
    session.select(selectionOf(sleepers(session)[0]!));
    expect(session.selectedProcesses().map(({ pid }) => pid)).toEqual([sleepers(session)[0]!.pid]);
  });

  it('are killed again when the run is played again', () => {
    const session = twoSleeps();
    const end = session.timeline.position;
    session.select(selectionOf(sleepers(session)[1]!));
    session.act(offersOf(session).find(({ name }) => name === 'kill')!.actions);
    const left = sleepers(session).map(({ argv }) => argv[1]);
    session.seek(end);
    expect(sleepers(session)).toHaveLength(2);
    session.seek(session.timeline.length);
    expect(sleepers(session).map(({ argv }) => argv[1])).toEqual(left);
  });

  it('are in no exported script: it knows servers only', () => {
    const session = twoSleeps();
    session.act(verbs.kill(String(sleepers(session)[1]!.pid)));
    session.act(verbs.kill('zk1/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg'));
    const { journal } = session.timeline;
    expect(repeatScript(journal).match(/^docker kill.*$/gm)).toEqual(['docker kill zk1']);
    expect(repeatScript(journal)).toMatch(/^# by hand: kill -KILL \d+$/m);
    expect(scriptOf(journal).match(/kill .*$/gm)).toEqual(['kill zk1']);
  });
});

describe('a chosen process', () => {
  it('that is a daemon is followed when it starts again', () => {
    const session = started();
    const [server] = session.host('zk1')!.processes;
    session.select(selectionOf(server!));
    session.act(verbs.restart(server!.key));
    session.refresh();
    expect(session.selectedProcess?.pid).toBeGreaterThan(server!.pid);
    expect(session.selectedProcess?.key).toBe(server!.key);
  });

  it('is another one in a fork where its pid means another', () => {
    const session = started();
    const before = session.timeline.position;
    type(session, 'sleep 1000');
    const [sleep] = sleepers(session);
    session.select(selectionOf(sleep!));
    session.seek(before);
    session.act(verbs.type(1, 'cat'));
    session.refresh();
    const cat = session.processByPid(sleep!.pid);
    expect(cat).toMatchObject({ program: 'cat', argv: ['cat'] });
    expect(session.selectedProcess).toBeUndefined();
  });
});

describe('a host with several daemons', () => {
  it('stands for the one that lives, everywhere', () => {
    const session = started();
    const [server] = session.host('zk1')!.processes;
    withFailedServer(session);
    const host = session.host('zk1')!;
    expect(host.processes.map(({ status }) => status)).toEqual(['running', 'exited']);
    const { world } = session.timeline;
    // The menu and the letters of the card.
    expect(hostOffers(host, world).map(({ name }) => name)).toContain('pause');
    expect(hostOffers(host, world)[0]!.actions).toEqual(verbs.pause(server!.key));
    // A click on its card.
    expect(selectionOfHost(host)).toEqual(selectionOf(server!));
    // The marks of the timeline.
    expect(session.marks.filter(({ kind, text }) => kind === 'role' && text === 'STOPPED')).toEqual(
      [],
    );
    // Comparing runs, and lessons.
    expect(outcomeOf(world, world).lanes[0]!.left.status).toBe('running');
    expect(serverOn(world, 'zk1')?.role).toBe('STANDALONE');
  });

  it('stands for the latest when all have ended', () => {
    const session = started();
    withFailedServer(session);
    session.act(verbs.kill('zk1/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg'));
    session.refresh();
    const [start] = hostOffers(session.host('zk1')!, session.timeline.world);
    expect(start).toMatchObject({ name: 'start', actions: [{ key: /other\.cfg/ }] });
  });

  it('stands for the same one when another of them starts again', () => {
    const spec = { servers: 3, layout: 'oneHost', seed: 1 } as const;
    const timeline = startSimulation(zookeeperScenario(spec));
    timeline.advance({ untilMs: 5000 });
    const session = new Session(timeline);
    const keys = () =>
      rowsOf(shownProcesses(session.host('zk')!)).map(({ process }) => process.key);
    const before = keys();
    const [first] = hostOffers(session.host('zk')!, timeline.world);
    session.act(verbs.restart(before[0]!));
    session.act(verbs.restart(before[1]!));
    session.refresh();
    expect(keys()).toEqual(before);
    expect(hostOffers(session.host('zk')!, timeline.world)[0]!.actions).toEqual(first!.actions);
  });

  it('has each living server among the servers of the cluster, not a failed second start', () => {
    const session = started();
    const [server] = session.host('zk1')!.processes;
    const argv = [...server!.argv];
    session.act({ type: 'operator.start', host: 'zk1', start: { program: argv[0]!, argv } });
    session.timeline.advance({ untilMs: session.timeline.clockMs + 2000 });
    const hosts = hostViews(session.timeline.world);
    expect(hosts[0]!.processes.map(({ status }) => status)).toEqual(['running', 'exited']);
    expect(serversOf(hosts).map(({ pid }) => pid)).toEqual([server!.pid]);
    expect(shownProcesses(hosts[0]!).map(({ pid }) => pid)).toEqual([server!.pid]);
  });
});

describe('after a power cut', () => {
  it('the panel of a process offers to switch its host on, which works', () => {
    const session = started();
    const [server] = session.host('zk1')!.processes;
    session.select(selectionOf(server!));
    session.act(verbs.powerOff('zk1'));
    session.refresh();
    expect(offered(session)).toEqual(['powerOn']);
    session.act(offersOf(session)[0]!.actions);
    session.refresh();
    expect(session.selectedProcess?.status).not.toBe('exited');
    expect(offered(session)).toContain('kill');
  });

  it('so does the panel of a program that is gone with its terminal', () => {
    const session = twoSleeps();
    session.select(selectionOf(sleepers(session)[0]!));
    session.act(verbs.powerOff('client1'));
    session.refresh();
    expect(session.selectedProcess).toBeUndefined();
    expect(offered(session)).toEqual(['powerOn']);
  });

  it('so does the panel of a daemon that is not the one its host stands for', () => {
    const session = started();
    withFailedServer(session);
    session.select(selectionOf(session.host('zk1')!.processes.at(-1)!));
    session.act(verbs.powerOff('zk1'));
    session.refresh();
    expect(offered(session)).toEqual(['powerOn']);
  });
});
