/** What a producer's constructor refuses and says, in the words of 2.8.0. */
import { describe, expect, it } from 'vitest';
import { ConstructionException } from '../../../../src/engine/kafka/client/producer.ts';
import { ConfigException } from '../../../../src/engine/kafka/config/config-def.ts';
import { ProducerBench } from './producer-bench.ts';

function open(properties: Record<string, string>): ProducerBench {
  const bench = new ProducerBench();
  bench.open(properties);
  return bench;
}

describe('ProducerConfig', () => {
  it.each([
    [{ acks: '2' }, 'Invalid value 2 for configuration acks: String must be one of: all, -1, 0, 1'],
    [
      { 'enable.idempotence': 'true', acks: '1' },
      'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.',
    ],
    [
      { 'enable.idempotence': 'true', retries: '0' },
      'Must set retries to non-zero when using the idempotent producer.',
    ],
    [
      { 'enable.idempotence': 'false', 'transactional.id': 'x' },
      'Cannot set a transactional.id without also enabling idempotence.',
    ],
  ])('%j is refused at once', (properties, text) => {
    const attempt = () => open(properties);
    expect(attempt).toThrow(ConfigException);
    expect(attempt).toThrow(text);
    expect(attempt).not.toThrow(ConstructionException);
  });

  it.each([
    [
      { 'delivery.timeout.ms': '1000' },
      'delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms',
    ],
    [
      { 'enable.idempotence': 'true', 'max.in.flight.requests.per.connection': '6' },
      'Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.',
    ],
    [
      { 'bootstrap.servers': 'nowhere:9092' },
      'No resolvable bootstrap urls given in bootstrap.servers',
    ],
  ])('%j makes the constructor fail', (properties, text) => {
    const attempt = () => open(properties);
    expect(attempt).toThrow(ConstructionException);
    expect(attempt).toThrow(text);
  });

  it('takes what the constructor logged along', () => {
    try {
      open({ 'bootstrap.servers': 'nowhere:9092' });
      expect.unreachable();
    } catch (error) {
      expect((error as ConstructionException).text).toBe('Failed to construct kafka producer');
      expect((error as ConstructionException).lines.map(({ text }) => text)).toEqual([
        "Couldn't resolve server nowhere:9092 from bootstrap.servers as DNS resolution failed for nowhere",
      ]);
    }
  });

  it('names what it does not know, and lengthens the delivery timeout by itself', () => {
    const bench = open({ 'linger.ms': '100000', bogus: '1' });
    expect(bench.warnings()).toEqual([
      '[Producer clientId=p] delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms. Setting it to 130000.',
      "The configuration 'bogus' was supplied but isn't a known config.",
    ]);
    expect(bench.state.settings.deliveryTimeoutMs).toBe(130_000);
  });

  it('backs off evenly when only reconnect.backoff.ms is set', () => {
    expect(open({ 'reconnect.backoff.ms': '300' }).state.settings.reconnectBackoffMaxMs).toBe(300);
    expect(open({}).state.settings.reconnectBackoffMaxMs).toBe(1000);
  });
});
