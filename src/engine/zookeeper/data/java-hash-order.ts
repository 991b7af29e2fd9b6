/**
 * The order in which Java lists a copied set of strings: `getEphemerals` shows it.
 *
 * Mirrors: java.lang.String.hashCode, java.util.HashSet.clone (Java 17).
 * Departs: strings that share a bucket come in the order of their text.
 */

/** The strings in the order of a cloned HashSet. */
export function javaHashOrder(strings: readonly string[]): string[] {
  const capacity = tableSizeFor(Math.trunc(strings.length / 0.75 + 1));
  const bucketOf = (text: string): number => spread(hashCode(text)) & (capacity - 1);
  return strings
    .map((text) => ({ text, bucket: bucketOf(text) }))
    .sort((a, b) => a.bucket - b.bucket || (a.text < b.text ? -1 : 1))
    .map(({ text }) => text);
}

function tableSizeFor(capacity: number): number {
  let size = 1;
  while (size < capacity) size *= 2;
  return size;
}

function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}
