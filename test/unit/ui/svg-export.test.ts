/** The saved picture of the space-time diagram: roles as bands, and every moment worth a line. */
import { describe, expect, it } from 'vitest';
import { verbs } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { marksBefore } from '../../../src/ui/session/marks.ts';
import { Session } from '../../../src/ui/session/session.svelte.ts';
import { diagramOf } from '../../../src/ui/spacetime/diagram.ts';
import { ON_PAPER, svgOf } from '../../../src/ui/spacetime/svg-export.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';

/** A leader is elected and killed, the next one bookmarked. */
function run(): { readonly session: Session; readonly leader: string } {
  const session = new Session(startSimulation(zookeeperScenario({ servers: 3, seed: 3 })));
  const goOn = () => {
    for (let i = 0; i < 60; i++) {
      session.timeline.advance({ maxEvents: 40 });
      session.refresh();
    }
  };
  goOn();
  const leader = session.marks.find(({ text }) => text === 'LEADING')!.host;
  const key = session.host(leader)!.processes.find(({ isDaemon }) => isDaemon)!.key;
  session.act(verbs.kill(key));
  goOn();
  session.bookmark('the <next> leader');
  return { session, leader };
}

function picture(session: Session): string {
  const { timeline, marks, position } = session;
  const diagram = diagramOf(timeline, { filter: '', arePingsShown: false, most: 3000 });
  return svgOf(diagram, marksBefore(marks, position), ON_PAPER);
}

describe('the saved picture of the space-time diagram', () => {
  const { session, leader } = run();
  const svg = picture(session);
  const lines = svg.split('\n');
  const bands = lines.filter((line) => line.startsWith('<rect class="band'));

  it('shows who led and who followed as bands, and the one that died', () => {
    for (const role of ['LOOKING', 'LEADING', 'STOPPED']) {
      expect(bands.some((band) => band.includes(`<title>${leader} ${role}</title>`))).toBe(true);
    }
    const leaders = bands.filter((band) => band.includes('class="band leading"'));
    expect(leaders).toHaveLength(2);
    expect(bands.some((band) => band.includes('FOLLOWING</title>'))).toBe(true);
  });

  it('shows what was done and what was marked, by its words', () => {
    const fault = lines.filter((line) => line.includes('class="moment fault"'));
    expect(fault).toHaveLength(1);
    expect(fault[0]).toContain(`kill -KILL ${leader}`);
    const marked = lines.find((line) => line.includes('class="moment bookmark"'));
    expect(marked).toContain('★ the &#60;next&#62; leader');
    expect(lines.some((line) => line.includes('class="moment local"'))).toBe(true);
  });

  it('shows no role and no mark of what comes later, when the past is looked at', () => {
    session.seek(session.marks.find(({ kind }) => kind === 'action')!.number);
    const past = picture(session);
    expect(past).toContain('LEADING</title>');
    expect(past).not.toContain('STOPPED');
    expect(past).not.toContain('moment bookmark');
    expect(past).not.toContain('kill -KILL');
  });
});
