import { it } from 'vitest';
import { BrokerWorld } from './broker-world.ts';
it('starts', () => {
  const world = new BrokerWorld();
  world.wait(3000);
  console.log(world.log(1).join('\n'));
  console.log(world.log(1, 'controller.log').slice(0, 40).join('\n'));
  world.signal(1, 'TERM');
  world.wait(20000);
  console.log('=====\n' + world.log(1).join('\n').split('Terminating')[1]);
  console.log(world.isRunning(1), world.folder(1, '/data/server/kafka/logs'), world.file(1, '/data/server/kafka/logs/meta.properties'));
});
