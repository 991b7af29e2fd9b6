/**
 * Going back in time.
 *
 * - timeline.bytesPerEvent: memory that an event of the history takes, records and checkpoints
 *   included.
 * - timeline.heapAfter10MinutesMegabytes, …30…, …60…: the heap in an hour of virtual time in which a
 *   client of an ensemble never rests, one request in twenty a write: 2,700,000 events. What grows
 *   after the tenth minute is the servers' own: their logs and what the promises remember.
 * - timeline.heapOfSevenKilobytesPer1000Events: what the heap of seven servers and six terminals grows by in
 *   1,000 events, between 160,000 and 400,000 of them: the old records have folded, so it is what was
 *   written and printed, and the checkpoints' share of it.
 * - timeline.seekMs: the worst of 200 random seeks in a history of 10,000 events, in Chromium.
 */
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { startSimulation } from '../../src/shell/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { idleService } from './ensemble.ts';
import type { Figure } from './figure.ts';
import { historyOf } from './history.ts';
import { zookeeperScenario } from '../support/zookeeper.ts';

/** The heap, and the columns of records beside it. */
function heldBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function bytesPerEvent(): number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  // What is compiled and cached once is not the history's.
  historyOf(10_000);
  const short = historyOf(10_000);
  collect();
  const before = heldBytes();
  const events = 60_000;
  short.advance({ maxEvents: events });
  collect();
  const after = heldBytes();
  // Still needed here, so that it cannot have been collected.
  return (after - before) / (short.position > 0 ? events : 0);
}

function* heapOfAnHour(): Generator<Figure> {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const timeline = idleService(3);
  const argv = ['loadClient', 'zk1', '2181', '1', '20', '/load1'];
  timeline.act({ type: 'operator.start', host: 'client1', start: { program: 'loadClient', argv } });
  const startedAtMs = timeline.clockMs;
  for (const minutes of [10, 30, 60]) {
    timeline.advance({ untilMs: startedAtMs + minutes * 60_000 });
    collect();
    const value = heldBytes() / 1e6;
    yield { name: `timeline.heapAfter${minutes}MinutesMegabytes`, value, unit: 'MB' };
  }
}

function heapGrowthOfSeven(): number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const timeline = startSimulation(zookeeperScenario({ servers: 7, clientHosts: 6 }));
  timeline.advance({ untilMs: 6_000 });
  const clients = [1, 2, 3, 4, 5, 6];
  const typeAll = (line: (client: number) => string): void => {
    for (const client of clients) {
      timeline.act({ type: 'operator.type', terminal: client, text: line(client) });
    }
  };
  for (const client of clients) {
    timeline.act({ type: 'operator.openTerminal', host: `client${client}` });
  }
  typeAll((client) => `zkCli.sh -server zk${client}:2181`);
  timeline.advance({ untilMs: timeline.clockMs + 3_000 });
  typeAll((client) => `create /load${client} x`);
  let round = 0;
  const heapAfter = (events: number): number => {
    while (timeline.position < events) {
      round++;
      typeAll((client) =>
        round % 4 === 0 ? `set /load${client} v${round}` : `get /load${client}`,
      );
      timeline.advance({ untilMs: timeline.clockMs + 100 });
    }
    collect();
    return heldBytes() / 1e3;
  };
  const before = heapAfter(160_000);
  return (heapAfter(400_000) - before) / 240;
}

async function seekMs(): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./seek-page.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0]!.text });
    return (await page.evaluate('worstSeekMs()')) as number;
  } finally {
    await browser.close();
  }
}

export async function* figures(): AsyncGenerator<Figure> {
  yield { name: 'timeline.bytesPerEvent', value: bytesPerEvent(), unit: 'B' };
  yield* heapOfAnHour();
  yield {
    name: 'timeline.heapOfSevenKilobytesPer1000Events',
    value: heapGrowthOfSeven(),
    unit: 'kB',
  };
  yield { name: 'timeline.seekMs', value: await seekMs(), unit: 'ms' };
}
