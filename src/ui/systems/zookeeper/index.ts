/**
 * ZooKeeper on the page. Its door: importing it makes ZooKeeper known to engine and shell.
 *
 * Read next: ../system-ui.ts.
 */
import { zookeeper } from '../../../engine/zookeeper/index.ts';
import { addZooKeeper } from '../../../shell/zookeeper/index.ts';
import type { SystemCodec } from '../../share/systems/system-codec.ts';
import type { SystemUi } from '../system-ui.ts';
import BuildForm from './BuildForm.svelte';
import { codec } from './codec.ts';
import { composeFile, serviceOf } from './compose.ts';
import Differences from './Differences.svelte';
import { legend } from './legend.ts';
import { lessonOf } from './lessons.ts';
import { nouns } from './nouns.ts';
import { provocations } from './provoke.ts';
import { scripts } from './scripts.ts';
import ServerPanel from './ServerPanel.svelte';
import ServerView from './ServerView.svelte';
import TreeMiniature from './TreeMiniature.svelte';
import { words } from './words.ts';

addZooKeeper();

const zookeeperUi: SystemUi = {
  id: zookeeper.id,
  order: zookeeper.order,
  standard: { zookeeper: { servers: 3 }, clientHosts: 1, seed: 1 },
  codec: codec as SystemCodec,
  Form: BuildForm,
  Panel: ServerPanel,
  LatePanel: ServerView,
  Differences,
  Miniature: TreeMiniature,
  legend,
  provocations,
  nouns,
  scripts,
  composeFile,
  serviceOf,
  words,
  claims: async (language) => (language === 'zh' ? (await import('./claims.zh.ts')).claims : {}),
  stateDescriptions: async (language) =>
    language === 'zh' ? (await import('./state-descriptions.zh.ts')).stateDescriptions : {},
  lessonOf,
};

export default zookeeperUi;
