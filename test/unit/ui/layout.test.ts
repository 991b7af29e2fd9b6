/** Where hosts stand on the stage. */
import { describe, expect, it } from 'vitest';
import { CARD_WIDTH, neighbourOf, placeHosts } from '../../../src/ui/stage/layout.ts';

const HIGHEST_CARD = 80;

function clusterOf(servers: number, clients: number) {
  return [
    ...Array.from({ length: servers }, (_, i) => ({ name: `zk${i + 1}`, isServer: true })),
    ...Array.from({ length: clients }, (_, i) => ({ name: `client${i + 1}`, isServer: false })),
  ];
}

describe('stage layout', () => {
  for (const isPortrait of [false, true]) {
    it(`never lets two cards overlap, from 1 to 60 hosts (${isPortrait ? 'high' : 'wide'})`, () => {
      for (let servers = 1; servers <= 30; servers++) {
        const hosts = clusterOf(servers, servers);
        const points = [...placeHosts(hosts, new Map(), isPortrait)];
        for (const [a, one] of points) {
          for (const [b, other] of points) {
            if (a >= b) continue;
            const isApart =
              Math.abs(one.x - other.x) >= CARD_WIDTH || Math.abs(one.y - other.y) >= HIGHEST_CARD;
            expect(isApart, `${servers} servers: ${a} and ${b}`).toBe(true);
          }
        }
      }
    });
  }

  it('keeps a host where the learner put it', () => {
    const places = placeHosts(clusterOf(3, 1), new Map([['zk2', { x: 7, y: 9 }]]));
    expect(places.get('zk2')).toEqual({ x: 7, y: 9 });
  });

  it('reaches every host by arrow keys', () => {
    const places = placeHosts(clusterOf(8, 6), new Map());
    const reached = new Set(['zk1']);
    for (const name of reached) {
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        const next = neighbourOf(places, name, dx, dy);
        if (next !== undefined) reached.add(next);
      }
    }
    expect(reached.size).toBe(14);
  });
});
