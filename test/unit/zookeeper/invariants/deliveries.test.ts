/**
 * Agreement and TotalOrder over hand-made deliveries: what two servers have delivered, by index.
 */
import { describe, expect, test } from 'vitest';
import type { Deliveries } from '../../../../src/engine/zookeeper/invariants/deliveries.ts';
import {
  NO_DELIVERIES,
  deliver,
  disagreement,
  disorder,
  lackedBy,
  startDelivering,
} from '../../../../src/engine/zookeeper/invariants/deliveries.ts';

function delivered(servers: Readonly<Record<string, readonly number[]>>): Deliveries {
  let deliveries = NO_DELIVERIES;
  for (const [server, indexes] of Object.entries(servers)) {
    for (const index of indexes) deliveries = deliver(deliveries, server, index);
  }
  return deliveries;
}

describe('deliveries', () => {
  test('prefixes of one history agree', () => {
    const deliveries = delivered({ 1: [0, 1, 2], 2: [0], 3: [] });
    expect(disagreement(deliveries, '1')).toBeNull();
    expect(disorder(deliveries, '2')).toBeNull();
  });

  test('two servers that have each what the other lacks disagree', () => {
    const deliveries = delivered({ 1: [0, 1], 2: [0, 2] });
    expect(disagreement(deliveries, '1')).toContain('transaction 2 ');
    expect(disorder(deliveries, '1')).toBeNull();
  });

  test('a server that leaves out what another delivered before a common one breaks the order', () => {
    const deliveries = delivered({ 1: [0, 1, 2], 2: [0, 2] });
    expect(disorder(deliveries, '2')).toContain('only the latter');
    expect(disagreement(deliveries, '2')).toBeNull();
  });

  test('what a server lost again it has delivered all the same', () => {
    const before = delivered({ 1: [0, 1], 2: [0] });
    const after = startDelivering(before, '1', 3, [1]);
    expect(lackedBy(after, '1', 3)).toEqual([]);
    expect(lackedBy(startDelivering(before, '2', 3, [1]), '2', 3)).toEqual([1]);
  });
});
