/**
 * The checksum of batches and of snapshots of producers.
 *
 * Mirrors: java.util.zip.CRC32C.
 */

const POLYNOMIAL = 0x82f63b78;

let table: Uint32Array | null = null;

/** An unsigned number of 32 bits. */
export function crc32c(bytes: Uint8Array, start = 0): number {
  table ??= makeTable();
  let crc = 0xffffffff;
  for (let i = start; i < bytes.length; i++) {
    crc = table[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

function makeTable(): Uint32Array {
  const made = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
    made[byte] = crc >>> 0;
  }
  return made;
}
