/** Consumers against real brokers. */
import { expect, it } from 'vitest';
import { ClientWorld } from '../client-world.ts';

it('reads everything from the beginning', () => {
  const world = new ClientWorld();
  world.topic('t');
  world.produce('t-0=a', 't-1=b', 't-2=c', 't-2=d');
  const pid = world.consumer({
    topics: ['t'],
    properties: { 'group.id': 'g', 'auto.offset.reset': 'earliest' },
  });
  world.wait(3000);
  const { happenings, records } = world.of(pid);
  expect(happenings).toEqual(['assigned t-2 t-1 t-0']);
  expect(records).toEqual(['t-2:0=c', 't-2:1=d', 't-1:0=b', 't-0:0=a']);
});
