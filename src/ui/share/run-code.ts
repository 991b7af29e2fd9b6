/**
 * A run as a short text for an address: scenario, seed and actions, compressed. Whatever comes in
 * is checked field by field before anything is started.
 */
import { decodeJournal, encodeJournal } from '../../engine/index.ts';
import type { JournalEntry, ZooKeeperSpec } from '../../engine/index.ts';

const FORMAT = 1;

export interface Run {
  readonly spec: ZooKeeperSpec;
  readonly journal: readonly JournalEntry[];
}

export type DecodedRun =
  | { readonly ok: true; readonly run: Run }
  | { readonly ok: false; readonly reason: 'newer' }
  | { readonly ok: false; readonly reason: 'damaged'; readonly detail: string };

const LIMITS = { servers: 60, observers: 20, clientHosts: 30 } as const;

export async function encodeRun({ spec, journal }: Run): Promise<string> {
  const text = JSON.stringify([FORMAT, spec, encodeJournal(journal)]);
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export async function decodeRun(code: string): Promise<DecodedRun> {
  try {
    const binary = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
    const plain = await through(bytes, new DecompressionStream('deflate-raw'));
    const value: unknown = JSON.parse(new TextDecoder().decode(plain));
    return checkRun(value);
  } catch {
    return { ok: false, reason: 'damaged', detail: 'it cannot be unpacked' };
  }
}

/** Checks a run that was stored or sent. */
export function checkRun(value: unknown): DecodedRun {
  const damaged = (detail: string) => ({ ok: false, reason: 'damaged', detail }) as const;
  if (!Array.isArray(value) || typeof value[0] !== 'number') return damaged('it has no version');
  if (value[0] > FORMAT) return { ok: false, reason: 'newer' };
  const spec = checkSpec(value[1]);
  if (spec === undefined) return damaged('the cluster is not described');
  const journal = decodeJournal(value[2]);
  return journal.ok
    ? { ok: true, run: { spec, journal: journal.value } }
    : damaged(journal.message);
}

export function checkSpec(value: unknown): ZooKeeperSpec | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const {
    servers,
    observers = 0,
    clientHosts = 1,
    seed = 1,
    config = {},
  } = value as Record<string, unknown>;
  const isCount = (number: unknown, least: number, most: number) =>
    Number.isSafeInteger(number) && (number as number) >= least && (number as number) <= most;
  const isConfig =
    typeof config === 'object' &&
    config !== null &&
    Object.values(config).every((text) => typeof text === 'string' && text.length < 2000);
  const isSound =
    isCount(servers, 1, LIMITS.servers) &&
    isCount(observers, 0, LIMITS.observers) &&
    isCount(clientHosts, 0, LIMITS.clientHosts) &&
    isCount(seed, 0, 2 ** 32 - 1) &&
    isConfig;
  if (!isSound) return undefined;
  return { servers, observers, clientHosts, seed, config } as ZooKeeperSpec;
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(transform);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
