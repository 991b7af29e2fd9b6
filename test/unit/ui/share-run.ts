/** Runs as a person makes them: acts at the page's moments, with time passing in between. */
import { verbs } from '../../../src/engine/index.ts';
import type { OperatorAction, Timeline } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { roundMoment } from '../../../src/ui/share/placed-journal.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';
import type { EnsembleSpec } from '../../support/zookeeper.ts';

export function startRun(spec: EnsembleSpec): Timeline {
  return startSimulation(zookeeperScenario(spec));
}

/** Lets time pass up to an odd moment, then acts as the session does. */
export function actLater(
  timeline: Timeline,
  afterMs: number,
  actions: readonly OperatorAction[],
): void {
  timeline.advance({ untilMs: timeline.clockMs + afterMs });
  timeline.clockMs = roundMoment(timeline.clockMs, timeline.nextEventAtMs());
  for (const action of actions) timeline.act(action);
  timeline.advance({ untilMs: timeline.clockMs });
}

/** Forty commands and clicks, about five minutes of a curious person's work. */
export function curiousRun(spec: EnsembleSpec): Timeline {
  const timeline = startRun(spec);
  const server = (number: number) => `zk${number}/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg`;
  const lines: readonly (string | readonly OperatorAction[])[] = [
    verbs.openTerminal('client1'),
    'zkCli.sh -server zk1:2181',
    'help',
    'ls /',
    'create /myapp "first try"',
    'get /myapp',
    'create /myapp/settings blue',
    'create /myapp/users',
    'create -e /myapp/users/anna "online"',
    'create -s /myapp/users/guest- x',
    'create -s /myapp/users/guest- y',
    'ls /myapp/users',
    'stat /myapp/settings',
    'set /myapp/settings green',
    'set -v 0 /myapp/settings red',
    'get -s /myapp/settings',
    'get -w /myapp/settings',
    verbs.openTerminal('client1'),
    '2:zkCli.sh -server zk2:2181',
    '2:set /myapp/settings yellow',
    '2:ls -w /myapp/users',
    '1:delete /myapp/users/guest-0000000001',
    verbs.kill(server(3)),
    '1:ls /myapp',
    '2:create /myapp/while-leader-is-gone 1',
    verbs.restart(server(3)),
    '2:get /myapp/while-leader-is-gone',
    verbs.isolate('zk2'),
    '1:create /myapp/minority hello',
    '2:create /myapp/lost bye',
    verbs.rejoin('zk2'),
    '2:ls -R /myapp',
    '1:quit',
    '1:echo srvr | nc zk1 2181',
    '1:zkCli.sh -timeout 6000 -server zk3:2181',
    '1:ls /myapp/users',
    '2:deleteall /myapp/users',
    '1:sync /myapp',
    '1:ls /myapp',
    '1:quit',
  ];
  let terminal = 1;
  lines.forEach((line, index) => {
    const afterMs = 7321.337 + ((index * 2477) % 5000);
    if (typeof line !== 'string') return actLater(timeline, afterMs, line);
    const [, number, text] = /^(?:(\d):)?(.*)$/.exec(line)!;
    if (number !== undefined) terminal = Number(number);
    actLater(timeline, afterMs, verbs.type(terminal, text!));
  });
  return timeline;
}
