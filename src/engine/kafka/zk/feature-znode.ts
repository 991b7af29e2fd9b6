/**
 * The znode /feature: which versions of features the whole cluster may use.
 *
 * Mirrors: kafka.zk.FeatureZNode, org.apache.kafka.common.feature.{Features, FinalizedVersionRange}, 2.8.0.
 * Read next: json-node.ts.
 */
import type { JsonNode } from './json-node.ts';
import { JsonException, asInt, asObject, field, neededField } from './json-node.ts';
import { parseJson } from './json-text.ts';

export interface FeatureZNode {
  /** Disabled: the brokers' inter.broker.protocol.version knows no features. */
  readonly status: 'Enabled' | 'Disabled';
  /** 2.8.0 itself has none. */
  readonly features: readonly FinalizedFeature[];
}

interface FinalizedFeature {
  readonly name: string;
  readonly minVersionLevel: number;
  readonly maxVersionLevel: number;
}

export function encodeFeature({ status, features }: FeatureZNode): string {
  const listed = features.map(
    ({ name, minVersionLevel, maxVersionLevel }) =>
      `${JSON.stringify(name)}:{"min_version_level":${minVersionLevel},"max_version_level":${maxVersionLevel}}`,
  );
  return `{"features":{${listed.join(',')}},"status":${status === 'Enabled' ? 1 : 0},"version":1}`;
}

/** As the case class prints itself. */
export function featureText({ status, features }: FeatureZNode): string {
  return `FeatureZNode(${status},${featuresText(features)})`;
}

/** `Features{}`. */
export function featuresText(features: readonly FinalizedFeature[]): string {
  const listed = features.map(
    ({ name, minVersionLevel, maxVersionLevel }) =>
      `(${name} -> FinalizedVersionRange[min_version_level:${minVersionLevel}, max_version_level:${maxVersionLevel}])`,
  );
  return `Features{${listed.join(', ')}}`;
}

/** Reads /feature; throws JsonException for what does not belong there. */
export function decodeFeature(data: string | null): FeatureZNode {
  const object = asObject(wellFormed(data));
  const version = asInt(neededField(object, 'version'));
  if (version < 1) {
    throw illegal(`Unsupported version: ${version} of feature information: ${data}`);
  }
  const features = field(object, 'features');
  if (features === undefined || features.type === 'null') {
    throw illegal(`Features map can not be absent in: ${data}`);
  }
  const listed = asObject(features).fields.map(([name, range]) => finalizedFeature(name, range));
  const status = field(object, 'status');
  if (status === undefined || status.type === 'null') {
    throw illegal(`Status can not be absent in feature information: ${data}`);
  }
  const id = asInt(status);
  if (id !== 0 && id !== 1) {
    throw illegal(`Malformed status: Some(${id}) found in feature information: ${data}`);
  }
  return { status: id === 1 ? 'Enabled' : 'Disabled', features: listed };
}

function wellFormed(data: string | null): JsonNode {
  try {
    return parseJson(data);
  } catch (error) {
    if (error instanceof JsonException && error.className.startsWith('com.fasterxml.')) {
      throw illegal(`Failed to parse feature information: ${data}`);
    }
    throw error;
  }
}

function finalizedFeature(name: string, range: JsonNode): FinalizedFeature {
  const object = asObject(range);
  return {
    name,
    minVersionLevel: asInt(neededField(object, 'min_version_level')),
    maxVersionLevel: asInt(neededField(object, 'max_version_level')),
  };
}

function illegal(message: string): JsonException {
  return new JsonException('java.lang.IllegalArgumentException', message);
}
