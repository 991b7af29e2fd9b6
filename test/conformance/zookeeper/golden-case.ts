/** What ZooKeeper's cases say beside what all cases say. */
import type { GoldenCase } from '../golden-case.ts';
import { isTexts } from '../golden-case.ts';

export interface ZooKeeperCase extends GoldenCase {
  readonly topology: 'standalone' | 'ensemble3' | 'observer4';
  /** False: the client's plain mode, without prompts. */
  readonly jline: boolean;
  /** The client's own log lines were left on. */
  readonly logNoise: boolean;
  /** Java system properties of the servers, each as `-Dkey=value`. */
  readonly serverProps?: readonly string[];
  /** Lines added to zoo.cfg; `!key` takes that line away. */
  readonly cfgExtra?: readonly string[];
}

/** What is wrong with these fields of a case; undefined: nothing. */
export function faultOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const { serverProps = [], cfgExtra = [] } = fields;
  return isTexts(serverProps) && isTexts(cfgExtra)
    ? undefined
    : 'serverProps or cfgExtra is no list';
}
