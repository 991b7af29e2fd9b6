/** ZooKeeper's part of the replay. */
import type { GoldenStep } from '../golden-case.ts';
import type { SystemCases } from '../system-cases.ts';
import { kinds } from './actors.ts';
import type { ZooKeeperCase } from './golden-case.ts';
import { faultOf } from './golden-case.ts';
import { begin, scenarioOf } from './servers.ts';
import { texts } from './texts.ts';
import { topologies } from './topology.ts';

/** A Java program needs its time to start. */
function paceOf({ kind, input }: GoldenStep): number {
  if (kind === 'start') return 1_000;
  if (kind === '4lw') return 60;
  if (kind === 'harness') return input?.endsWith('process started') === true ? 2_500 : 500;
  return 350;
}

export const zookeeperCases: SystemCases<ZooKeeperCase> = {
  id: 'zookeeper',
  ...{ topologies, kinds, texts, faultOf, scenarioOf, begin, paceOf },
  programs: {},
  isEvidence: () => false,
  isTampering: ({ kind, input }) => kind === 'harness' && /removed$|^flip /.test(input ?? ''),
  isThaw: ({ input }) => /^client \w+ continued/.test(input ?? ''),
};
