/**
 * The acts of `harness` steps: what the recorder did to brokers and ZooKeeper servers, what it waited
 * for, and what it let producers and consumers of its own do.
 *
 * Read next: driver-program.ts.
 */
import type { Running } from '../system-cases.ts';
import { doDriverCommand } from './drivers.ts';
import type { KafkaWorld } from './hosts.ts';
import { hostOf, pidOf, startBroker, startZooKeeper } from './hosts.ts';
import { logPath, waitForEnd, waitForLine } from './waiting.ts';

type Signal = 'TERM' | 'KILL' | 'STOP' | 'CONT';

const signals = '(?:stopped|killed|frozen|continued) with SIG(TERM|KILL|STOP|CONT)\\b';

type Act = (world: KafkaWorld, ...words: string[]) => Running | void;

const acts: readonly (readonly [RegExp, Act])[] = [
  [/^broker (\d) process started$/, (world, id) => startBroker(world, Number(id))],
  [/^zookeeper (\d) process started$/, (world, id) => startZooKeeper(world, Number(id))],
  [new RegExp(`^broker (\\d) ${signals}`), (world, id, name) => signal(world, 'Kafka', id!, name!)],
  [
    new RegExp(`^zookeeper (\\d) ${signals}`),
    (world, id, name) => signal(world, 'QuorumPeerMain', id!, name!),
  ],
  [/^wait (\d+) seconds$/, (world, seconds) => world.pass(1_000 * Number(seconds))],
  [/^wait until (.*) in log:(kafka\d):(\S+)$/, waitUntil],
  [/^(producer|consumer) (\w+)(?:: | )(.*)$/, doDriverCommand],
];

/** Does what a sentence says; a sentence that nobody knows is an error, never passed over. */
export function doHarnessStep(world: KafkaWorld, sentence: string): Running | void {
  for (const [pattern, act] of acts) {
    const match = pattern.exec(sentence);
    if (match !== null) return act(world, ...match.slice(1));
  }
  throw new Error(`the runner does not know how to do this: ${sentence}`);
}

function signal(world: KafkaWorld, program: string, id: string, name: string): void {
  const pid = pidOf(world, Number(id), program);
  if (pid === undefined) return;
  // A wait that follows looks for what comes of it.
  world.noteLogs(logLengths(world));
  world.act({ type: 'operator.signal', key: String(pid), signal: name as Signal });
  if (name === 'TERM' || name === 'KILL') waitForEnd(world, pid);
}

const LOG_FILES = ['server.log', 'controller.log', 'state-change.log'];

function logLengths(world: KafkaWorld): Readonly<Record<string, number>> {
  const lengths: Record<string, number> = {};
  for (const host of world.timeline.world.hosts.keys()) {
    for (const file of LOG_FILES) {
      lengths[`${host}:${file}`] = world.fileText(host, logPath(file)).length;
    }
  }
  return lengths;
}

function waitUntil(world: KafkaWorld, pattern = '', host = hostOf(1), file = ''): void {
  const from = world.notedLogs[`${host}:${file}`] ?? 0;
  waitForLine(world, host, file, new RegExp(pattern), from);
  world.noteLogs(logLengths(world));
}
