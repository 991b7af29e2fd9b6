import { it } from 'vitest';
import { ControllerCluster } from './controller-cluster.ts';
it('starts', () => {
  const c = new ControllerCluster();
  c.createTopic('t1', [[1,2,3],[2,3,1],[3,1,2]], 'tUqKJNacQOKgTBlaxnmXjw');
  console.log(c.log(1).join('\n'));
  console.log(c.log(2).join('\n'));
  console.log(c.log(1,'state-change').join('\n'));
  console.log(c.data('/brokers/topics/t1/partitions/0/state'), c.data('/controller'), c.data('/feature'), c.data('/controller_epoch'));
});
