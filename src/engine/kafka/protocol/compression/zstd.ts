export function zstd(bytes: Uint8Array): Uint8Array {
  return bytes;
}
