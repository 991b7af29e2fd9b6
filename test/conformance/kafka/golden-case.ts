/** What Kafka's cases say beside what all cases say. */
import type { GoldenCase, GoldenStep } from '../golden-case.ts';
import { isTexts } from '../golden-case.ts';

export interface KafkaStep extends GoldenStep {
  /** Of a program that is started: where. */
  readonly host?: string;
  /** Replicas were placed at random: not matched. */
  readonly placement?: 'random';
  /** Real output, not to be matched. */
  readonly evidence?: boolean;
}

export interface KafkaCase extends GoldenCase {
  readonly topology: Topology;
  /** Further lines of server.properties, by the broker's id; `*`: of all; `!key` takes a line away. */
  readonly cfgExtra?: Readonly<Record<string, readonly string[]>>;
  readonly steps: readonly KafkaStep[];
}

export type Topology = 'kafka1' | 'kafka3' | 'kafka3-zk1' | 'zk-only' | 'zk1-only' | 'empty-hosts';

export const topologies: readonly Topology[] = [
  'kafka1',
  'kafka3',
  'kafka3-zk1',
  'zk-only',
  'zk1-only',
  'empty-hosts',
];

/** What is wrong with these fields of a case; undefined: nothing. */
export function faultOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const { cfgExtra = {} } = fields;
  const isObject = typeof cfgExtra === 'object' && cfgExtra !== null;
  return isObject && Object.values(cfgExtra).every(isTexts)
    ? undefined
    : 'cfgExtra is no table of lists';
}
