/**
 * Where a ConfigException comes from, by what it says.
 *
 * Mirrors: org.apache.kafka.common.config.ConfigDef and AbstractConfig, 2.8.0.
 */
import type { Frames } from './exception.ts';

const DEF = 'org.apache.kafka.common.config.ConfigDef';
const PARSE = `${DEF}.parse(ConfigDef.java:483)`;
const VALIDATED: Frames = [`${DEF}.parseValue(ConfigDef.java:499)`, PARSE];
const PARSED: Frames = [`${DEF}.parseValue(ConfigDef.java:490)`, PARSE];

const BY_MESSAGE: readonly (readonly [RegExp, Frames])[] = [
  [/Not a number of type/, [`${DEF}.parseType(ConfigDef.java:742)`, ...PARSED]],
  [/either true or false$/, [`${DEF}.parseType(ConfigDef.java:665)`, ...PARSED]],
  [/could not be found\.$/, [`${DEF}.parseType(ConfigDef.java:744)`, ...PARSED]],
  [/^Missing required/, [`${DEF}.parseValue(ConfigDef.java:493)`, PARSE]],
  [/Value must be at least/, [`${DEF}$Range.ensureValid(ConfigDef.java:899)`, ...VALIDATED]],
  [/Value must be no more/, [`${DEF}$Range.ensureValid(ConfigDef.java:901)`, ...VALIDATED]],
  [/cleanup\.policy: String must be one of/, listFrames()],
  [/String must be one of/, [`${DEF}$ValidString.ensureValid(ConfigDef.java:957)`, ...VALIDATED]],
  [/must be non-empty/, [`${DEF}$NonEmptyString.ensureValid(ConfigDef.java:1072)`, ...VALIDATED]],
];

function listFrames(): Frames {
  return [
    `${DEF}$ValidString.ensureValid(ConfigDef.java:957)`,
    `${DEF}$ValidList.ensureValid(ConfigDef.java:933)`,
    ...VALIDATED,
  ];
}

/** Down to ConfigDef.parse. */
export function parseFrames(message: string): Frames {
  return BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? [];
}

/** Down to the constructor of AbstractConfig, as clients have it. */
export function configFrames(message: string): Frames {
  const producer = 'org.apache.kafka.clients.producer.ProducerConfig';
  const constructor = 'org.apache.kafka.common.config.AbstractConfig.<init>(AbstractConfig.java';
  if (message.startsWith('Must set acks to all')) {
    return [
      `${producer}.maybeOverrideAcksAndRetries(ProducerConfig.java:480)`,
      `${producer}.postProcessParsedConfig(ProducerConfig.java:441)`,
      `${constructor}:110)`,
    ];
  }
  return [...parseFrames(message), `${constructor}:108)`];
}
