/**
 * Faults of network and disk as an ordered list of removable rules. The first `cut` that matches
 * holds a message; latencies of all matching rules add up; loss shows as the delay of a
 * retransmission, since connections are TCP.
 *
 * Mirrors: nothing upstream; the habit of packet filters: ordered, first match decides.
 * Departs: a lost segment costs one retransmission timeout per loss, without TCP's back-off.
 */
import type { RandomState } from './random.ts';
import { nextRandom } from './random.ts';

/** `*`, a host's name, or a process key (see world-state.ts). */
export type Selector = string;

export type FaultRule = { readonly id: string } &
  /** Nothing gets through in this direction (and back, when two-way) until the rule goes. */
  (
    | {
        readonly kind: 'cut';
        readonly from: Selector;
        readonly to: Selector;
        readonly isTwoWay: boolean;
      }
    | {
        readonly kind: 'latency';
        readonly from: Selector;
        readonly to: Selector;
        readonly extraMs: number;
      }
    | {
        readonly kind: 'loss';
        readonly from: Selector;
        readonly to: Selector;
        /** Chance of one segment to be lost, in [0, 1). */
        readonly probability: number;
      }
    | {
        readonly kind: 'slowDisk';
        readonly host: string;
        readonly extraMs: number;
      }
    | { readonly kind: 'fullDisk'; readonly host: string }
  );

/** One end of a message: the names a selector may mean. */
export interface EndName {
  readonly address: { readonly host: string };
  readonly key: string;
}

const RETRANSMISSION_MS = 200;

function matches(selector: Selector, end: EndName): boolean {
  return selector === '*' || selector === end.address.host || selector === end.key;
}

export function isCut(rules: readonly FaultRule[], from: EndName, to: EndName): boolean {
  for (const rule of rules) if (rule.kind === 'cut' && cuts(rule, from, to)) return true;
  return false;
}

function cuts(rule: FaultRule & { readonly kind: 'cut' }, from: EndName, to: EndName): boolean {
  const isThere = matches(rule.from, from) && matches(rule.to, to);
  const isBack = rule.isTwoWay && matches(rule.from, to) && matches(rule.to, from);
  if (!isThere && !isBack) return false;
  // A partition between hosts never separates two processes of one host.
  const { host } = from.address;
  const isOfHosts = [host, '*'].includes(rule.from) || [host, '*'].includes(rule.to);
  return host !== to.address.host || !isOfHosts;
}

/** Milliseconds that the rules add to a message, and the next state of the loss stream. */
export function extraLatencyMs(
  rules: readonly FaultRule[],
  from: EndName,
  to: EndName,
  random: RandomState,
): readonly [number, RandomState] {
  let extraMs = 0;
  let state = random;
  for (const rule of rules) {
    if (rule.kind !== 'latency' && rule.kind !== 'loss') continue;
    if (!matches(rule.from, from) || !matches(rule.to, to)) continue;
    if (rule.kind === 'latency') {
      extraMs += rule.extraMs;
      continue;
    }
    let draw: number;
    [draw, state] = nextRandom(state);
    for (let tries = 0; draw < rule.probability && tries < 10; tries++) {
      extraMs += RETRANSMISSION_MS;
      [draw, state] = nextRandom(state);
    }
  }
  return [extraMs, state];
}

export function extraSyncMs(rules: readonly FaultRule[], host: string): number {
  let extraMs = 0;
  for (const rule of rules)
    if (rule.kind === 'slowDisk' && rule.host === host) extraMs += rule.extraMs;
  return extraMs;
}

export function isDiskFull(rules: readonly FaultRule[], host: string): boolean {
  return rules.some((rule) => rule.kind === 'fullDisk' && rule.host === host);
}
