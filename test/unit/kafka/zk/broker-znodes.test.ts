/**
 * The znodes of brokers and of dynamic configuration, byte for byte.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeEntityConfig,
  desanitize,
  encodeBrokerInfo,
  encodeClusterId,
  encodeConfigChange,
  encodeEntityConfig,
  sanitize,
} from '../../../../src/engine/kafka/zk/broker-znodes.ts';

const endpoints = [
  { listener: 'PLAINTEXT', securityProtocol: 'PLAINTEXT', host: 'localhost', port: 9092 },
];

describe('znodes of a broker', () => {
  it('registers with the keys in the order of Scala 2.12 (public dumps, znodes-fresh)', () => {
    const info = { id: 0, version: 5, endpoints, rack: null } as const;
    expect(encodeBrokerInfo(info, 1620000000000)).toBe(
      '{"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},"endpoints":["PLAINTEXT://localhost:9092"],' +
        '"jmx_port":-1,"features":{},"host":"localhost","timestamp":"1620000000000","port":9092,"version":5}',
    );
    expect(encodeBrokerInfo({ ...info, version: 4 }, 1620000000000)).toBe(
      '{"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},"endpoints":["PLAINTEXT://localhost:9092"],' +
        '"jmx_port":-1,"host":"localhost","timestamp":"1620000000000","port":9092,"version":4}',
    );
  });

  it('writes configurations in the order of Properties (znodes-consumers-empty)', () => {
    const config = {
      'cleanup.policy': 'compact',
      'segment.bytes': '104857600',
      'compression.type': 'producer',
    };
    expect(encodeEntityConfig(config)).toBe(
      '{"version":1,"config":{"compression.type":"producer","cleanup.policy":"compact","segment.bytes":"104857600"}}',
    );
    expect(encodeEntityConfig({})).toBe('{"version":1,"config":{}}');
    expect(encodeConfigChange('topics/t1')).toBe('{"version":2,"entity_path":"topics/t1"}');
    expect(encodeClusterId('AqNcJCVwQmCYdIB2OZ9TRA')).toBe(
      '{"version":"1","id":"AqNcJCVwQmCYdIB2OZ9TRA"}',
    );
  });

  it('reads back what it wrote, whatever the texts', () => {
    const configs = fc.dictionary(fc.string({ minLength: 1 }), fc.string());
    fc.assert(
      fc.property(configs, (config) => {
        expect(decodeEntityConfig(encodeEntityConfig(config))).toEqual({ ...config });
      }),
    );
  });

  it('takes data that are no configuration as none', () => {
    for (const data of [null, '', '{', '[]', '{"version":1}', '{"version":1,"config":[]}']) {
      expect(decodeEntityConfig(data)).toEqual({});
    }
  });

  it('names of users may hold anything', () => {
    expect(sanitize('CN=a b,O=*')).toBe('CN%3Da%20b%2CO%3D%2A');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(desanitize(sanitize(name))).toBe(name);
        expect(sanitize(name)).toMatch(/^[\w.%-]*$/);
      }),
    );
  });
});
