/**
 * Configurations that a broker refuses, beside the traces that the real 2.8.0 printed for them.
 */
import { describe, expect, it } from 'vitest';
import { JavaException } from '../../../../src/engine/java/exception.ts';
import { configDump, kafkaConfig } from '../../../../src/engine/kafka/server/config-building.ts';
import recorded from './config-errors.json';

/** `key=value` lines as a record. */
function propertiesOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2) as [string, string]));
}

describe('what is wrong with a configuration is said as the real broker says it', () => {
  it.each(recorded.cases.map((each) => [each.overrides.join(' '), each] as const))(
    '%s',
    (_, { overrides, trace }) => {
      const originals = propertiesOf([...recorded.properties, 'log.dirs=/data', ...overrides]);
      let thrown: unknown;
      try {
        kafkaConfig(originals, '2.8.0', '/root');
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(JavaException);
      expect((thrown as JavaException).trace.split('\n')).toEqual(trace);
    },
  );
});

it('the dump has every key with its value', () => {
  const { properties, dump } = recorded;
  const originals = propertiesOf([...properties, 'log.dirs=/data', ...dump.overrides]);
  const lines = configDump(kafkaConfig(originals, '2.8.0', '/root')).split('\n');
  expect(lines).toEqual(['KafkaConfig values: ', ...dump.lines.map((line) => `\t${line}`), '']);
});
