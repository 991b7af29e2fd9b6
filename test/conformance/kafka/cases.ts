/** Kafka's part of the replay. */
import type { Behavior } from '../../../src/engine/index.ts';
import type { GoldenStep } from '../golden-case.ts';
import type { SystemCases } from '../system-cases.ts';
import { kinds } from './actors.ts';
import { driver } from './driver-program.ts';
import type { KafkaCase, KafkaStep } from './golden-case.ts';
import { faultOf, topologies } from './golden-case.ts';
import { begin, scenarioOf } from './hosts.ts';
import { texts } from './texts.ts';

/** A Java program needs its time to start and to end. */
function paceOf({ kind }: GoldenStep): number {
  if (kind === 'start') return 2_500;
  return kind === 'harness' ? 1_000 : 800;
}

function isEvidence(step: GoldenStep): boolean {
  const { evidence, placement } = step as KafkaStep;
  return evidence === true || placement === 'random';
}

export const kafkaCases: SystemCases<KafkaCase> = {
  id: 'kafka',
  ...{ topologies, kinds, texts, faultOf, scenarioOf, begin, paceOf, isEvidence },
  programs: { driver: driver as Behavior },
  isTampering: () => false,
  isThaw: () => false,
};
