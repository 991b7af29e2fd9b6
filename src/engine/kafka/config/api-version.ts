/**
 * The versions of the protocol that brokers speak among themselves, and of what they write.
 *
 * Mirrors: kafka.api.ApiVersion, 2.8.0.
 * Read next: config-def.ts.
 */

/** All, oldest first; the place in the list is what versions are compared by. */
export const API_VERSIONS = [
  '0.8.0',
  '0.8.1',
  '0.8.2',
  '0.9.0',
  '0.10.0-IV0',
  '0.10.0-IV1',
  '0.10.1-IV0',
  '0.10.1-IV1',
  '0.10.1-IV2',
  '0.10.2-IV0',
  '0.11.0-IV0',
  '0.11.0-IV1',
  '0.11.0-IV2',
  '1.0-IV0',
  '1.1-IV0',
  '2.0-IV0',
  '2.0-IV1',
  '2.1-IV0',
  '2.1-IV1',
  '2.1-IV2',
  '2.2-IV0',
  '2.2-IV1',
  '2.3-IV0',
  '2.3-IV1',
  '2.4-IV0',
  '2.4-IV1',
  '2.5-IV0',
  '2.6-IV0',
  '2.7-IV0',
  '2.7-IV1',
  '2.7-IV2',
  '2.8-IV0',
  '2.8-IV1',
] as const;

export type ApiVersion = (typeof API_VERSIONS)[number];

/**
 * The version that a text names, for example `2.7`, `2.7-IV1`, `0.10.0.1`; of a short one the last. Null:
 * there is none.
 */
export function apiVersionOf(text: string): ApiVersion | null {
  // Java's split gives no empty parts at the end.
  const segments = text.replace(/\.+$/, '').split('.');
  const key = segments.slice(0, text.startsWith('0.') ? 3 : 2).join('.');
  return (
    API_VERSIONS.findLast((version) => version === key || shortVersion(version) === key) ?? null
  );
}

/** `2.7` of `2.7-IV1`. */
export function shortVersion(version: ApiVersion): string {
  return version.replace(/-IV\d+$/, '');
}

/** Whether a configured version is this one or newer. */
export function isAtLeast(text: string, version: ApiVersion): boolean {
  const known = apiVersionOf(text);
  return known !== null && API_VERSIONS.indexOf(known) >= API_VERSIONS.indexOf(version);
}

/** Which format of records a version writes: 0, 1 or 2. Mirrors: ApiVersion.recordVersion. */
export function recordVersion(text: string): 0 | 1 | 2 {
  if (isAtLeast(text, '0.11.0-IV0')) return 2;
  return isAtLeast(text, '0.10.0-IV0') ? 1 : 0;
}
