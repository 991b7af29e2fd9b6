/** Bytes as letters of an address, behind a sum that tells a changed code from a whole one. */

/** Fletcher's sum of two bytes. */
export function sumOf(bytes: Iterable<number>): readonly [number, number] {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 255;
    b = (b + a) % 255;
  }
  return [a, b];
}

/** Bytes behind their sum. */
export function summed(bytes: readonly number[]): string {
  return base64Of(Uint8Array.from([...sumOf(bytes), ...bytes]));
}

/** They without it, or null when it is another one. Throws when the text holds no bytes. */
export function summedBytes(text: string): Uint8Array | null {
  const bytes = bytesOf(text);
  const rest = bytes.subarray(2);
  const [high, low] = sumOf(rest);
  return high === bytes[0] && low === bytes[1] ? rest : null;
}

export function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function bytesOf(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
