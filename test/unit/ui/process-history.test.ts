/** The history of a process leaves heartbeats out, and nothing else whatever its name. */
import { describe, expect, it } from 'vitest';
import { verbs, weightOf } from '../../../src/engine/index.ts';
import type { Message, Timeline } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { processHistory } from '../../../src/ui/inspector/process-history.ts';
import { Session } from '../../../src/ui/session/session.svelte.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';
import { isHeartbeat } from '../../../src/ui/session/heartbeat.ts';

function client(lines: readonly string[]): { timeline: Timeline; pid: number } {
  const timeline = startSimulation(zookeeperScenario({ servers: 1, seed: 1 }));
  timeline.advance({ untilMs: 3000 });
  timeline.act(verbs.openTerminal('client1')[0]!);
  timeline.advance({ untilMs: 3500 });
  for (const text of lines) {
    timeline.act({ type: 'operator.type', terminal: 1, text });
    timeline.advance({ untilMs: timeline.clockMs + 4000 });
  }
  const server = [...timeline.world.processes.values()].find(({ isDaemon }) => isDaemon);
  return { timeline, pid: server!.info.pid };
}

describe('the history of a process', () => {
  it('shows a request whose path has a heartbeat’s letters in it', () => {
    const { timeline, pid } = client(['zkCli.sh -server zk1:2181', 'create /shipping here']);
    timeline.advance({ untilMs: timeline.clockMs + 20_000 });
    const texts = processHistory(timeline, pid, false).map(({ text }) => text);
    expect(texts).toContain('CreateRequest /shipping');
    expect(texts.some((text) => /^Ping/.test(text))).toBe(false);
    const all = processHistory(timeline, pid, true).map(({ text }) => text);
    expect(all.some((text) => /^Ping/.test(text))).toBe(true);
  });

  it('shows a timer that only bears the name: of the command ping', () => {
    const { timeline } = client(['ping zk1']);
    const ping = [...timeline.world.processes.values()].find(({ program }) => program === 'ping');
    const texts = processHistory(timeline, ping!.info.pid, false).map(({ text }) => text);
    expect(texts).toContain('timer.ping');
  });

  it('leaves out what makes a leader send heartbeats', () => {
    const timeline = startSimulation(zookeeperScenario({ servers: 3, seed: 1 }));
    timeline.advance({ untilMs: 60_000 });
    const leader = [...timeline.world.processes.values()].find((process) => {
      return processHistory(timeline, process.info.pid, true).some(({ text }) => {
        return text.includes('halfTick');
      });
    });
    const texts = processHistory(timeline, leader!.info.pid, false).map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.filter((text) => /ping/i.test(text))).toEqual([]);
  });
});

describe('heartbeats', () => {
  it('are known by their kind', () => {
    const message = (type: string, rest = {}): Message => ({ type, ...rest });
    expect(weightOf(message('PING'))).toBe('heartbeat');
    expect(weightOf(message('PingRequest', { xid: -2 }))).toBe('heartbeat');
    expect(weightOf(message('PingResponse', { xid: -2 }))).toBe('heartbeat');
    expect(weightOf(message('ShippingRequest'))).toBe('normal');
  });

  it('and the answers to them are passed over by a step to the next message', () => {
    const { timeline } = client(['zkCli.sh -server zk1:2181']);
    const session = new Session(timeline);
    const start = timeline.length;
    session.stepMessage();
    const stopped = timeline.recordsBetween(start, timeline.length).filter(({ event }) => {
      return event.type === 'message';
    });
    expect(stopped.length).toBeGreaterThan(1000);
    expect(stopped.every(isHeartbeat)).toBe(true);
  });
});
