/** Consumers against real brokers. */
import { it } from 'vitest';
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
  console.log(world.of(pid).log.join('\n'));
  console.log(world.of(pid).happenings, world.of(pid).records, world.of(pid).polls);
});
