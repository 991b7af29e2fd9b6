/** Keys, types, defaults and bounds of configurations. */
import { describe, expect, it } from 'vitest';
import type { ApiVersion } from '../../../../src/engine/kafka/config/api-version.ts';
import {
  API_VERSIONS,
  apiVersionOf,
  isAtLeast,
  recordVersion,
  shortVersion,
} from '../../../../src/engine/kafka/config/api-version.ts';
import type { ConfigType } from '../../../../src/engine/kafka/config/config-def.ts';
import {
  ConfigException,
  configText,
  doubleText,
  parseConfigValue,
} from '../../../../src/engine/kafka/config/config-def.ts';
import vectors from './config-vectors.json';

describe('a text becomes a value as in ConfigDef', () => {
  const types = [...new Set(vectors.values.map(([type]) => type))];
  it.each(types)('%s', (type) => {
    const recorded = vectors.values.filter(([each]) => each === type);
    const ours = recorded.map(([, text]) => {
      try {
        const value = parseConfigValue('k', text!, type as ConfigType);
        return [type, text, 'ok', configText(value, type as ConfigType)];
      } catch (error) {
        if (!(error instanceof ConfigException)) throw error;
        return [type, text, 'error', error.message];
      }
    });
    expect(ours).toEqual(recorded);
  });
});

describe('versions of the brokers’ own protocol', () => {
  type Version = readonly [string, string | null, string | null, number | null];
  it.each(vectors.versions as unknown as Version[])('%s is %s', (text, version, short, records) => {
    const found = apiVersionOf(text);
    expect(found).toBe(version);
    if (found === null) return;
    expect(shortVersion(found)).toBe(short);
    expect(recordVersion(text)).toBe(records);
  });

  it('are in order', () => {
    const sorted = API_VERSIONS.map((_, index) => index).filter((index) =>
      API_VERSIONS.every(
        (other: ApiVersion, at) => isAtLeast(API_VERSIONS[index]!, other) === at <= index,
      ),
    );
    expect(sorted).toHaveLength(API_VERSIONS.length);
  });
});

it('doubles are written as Java writes them', () => {
  expect(vectors.doubles.map((text) => doubleText(Number(text)))).toEqual(vectors.doubles);
});
