/**
 * zxid: 64 bits, the leader's epoch above a counter. Never a plain number.
 *
 * Mirrors: org.apache.zookeeper.server.util.ZxidUtils, 3.8.0.
 */
export type Zxid = bigint;

export function makeZxid(epoch: number | bigint, counter: number | bigint): Zxid {
  return (BigInt(epoch) << 32n) | BigInt(counter);
}

export function epochOf(zxid: Zxid): number {
  return Number(zxid >> 32n);
}

export function counterOf(zxid: Zxid): number {
  return Number(zxid & 0xffffffffn);
}

/** As Java's Long.toHexString: two's complement, no prefix. */
export function toHex(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16);
}

/** As upstream prints zxids and session ids: `0x100000002`. */
export function toHexString(value: bigint): string {
  return `0x${toHex(value)}`;
}
