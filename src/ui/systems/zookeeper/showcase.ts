/** The three servers of the home page; without the panels, which would keep the page waiting. */
import { scenarioOf } from '../../../engine/index.ts';
import { startSimulation } from '../../../shell/index.ts';
import { addZooKeeper } from '../../../shell/zookeeper/index.ts';
import type { Showcase } from '../system-ui.ts';

addZooKeeper();

const showcase: Showcase = {
  start: () => startSimulation(scenarioOf({ zookeeper: { servers: 3 }, clientHosts: 0, seed: 7 })),
  load: () => import('./LiveEnsemble.svelte'),
};

export default showcase;
