/**
 * What the brokers of a cluster may do among themselves: inter.broker.protocol.version.
 *
 * Mirrors: kafka.api.ApiVersion, 2.8.0.
 */
import type { KafkaConfig } from '../server/kafka-config.ts';

/** Whether a version such as `2.8`, `2.8-IV1` or `0.10.1-IV2` is at or above another. */
export function isAtLeast(version: string, other: string): boolean {
  const left = partsOf(version);
  const right = partsOf(other);
  for (let i = 0; i < 4; i++) {
    const difference = left[i]! - right[i]!;
    // Of two without number the difference is none.
    if (difference > 0) return true;
    if (difference < 0) return false;
  }
  return true;
}

/** What is asked with every request is read once. */
const KNOWN_PARTS = new Map<string, readonly number[]>();

function partsOf(version: string): readonly number[] {
  const known = KNOWN_PARTS.get(version);
  if (known !== undefined) return known;
  const parts = readParts(version);
  KNOWN_PARTS.set(version, parts);
  return parts;
}

/** A version without `-IV` is the last of its release. */
function readParts(version: string): readonly number[] {
  const [release = '', internal] = version.split('-IV');
  const [major = 0, minor = 0, patch = 0] = release.split('.').map(Number);
  // From 1.0 on the third number is that of a bug fix, which changes no protocol.
  return [
    major,
    minor,
    major === 0 ? patch : 0,
    internal === undefined ? Infinity : Number(internal),
  ];
}

/** Whether the broker itself is of the release before, which does and says some things otherwise. */
export function isOlderRelease({ release }: KafkaConfig): boolean {
  return release !== '2.8.0';
}

function versionOf(config: KafkaConfig): string {
  const version = config.values['inter.broker.protocol.version'];
  // An older release cannot speak what came after it.
  return isOlderRelease(config) && isAtLeast(version, '2.3-IV0') ? '2.2-IV1' : version;
}

/** Diverging epochs come with the answer to a fetch; before, leaders are asked for their epochs. */
export function isTruncationOnFetchSupported(config: KafkaConfig): boolean {
  return isAtLeast(versionOf(config), '2.7-IV1');
}

/** The controller writes the in-sync replicas; before, leaders do so themselves. */
export function isAlterIsrSupported(config: KafkaConfig): boolean {
  return isAtLeast(versionOf(config), '2.7-IV2');
}
