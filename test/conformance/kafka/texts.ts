/**
 * Which texts of Kafka's tools and brokers count as equal although they differ: what no two runs have in
 * common, by the placeholders of the transcripts.
 *
 * Mirrors: the list in test/golden/README.md. Offsets, epochs, versions, partitions, sizes and counts are
 * not replaced: they must be right.
 */
import type { Normaliser, TextParts, TextRules } from '../system-cases.ts';

type Rule = readonly [pattern: RegExp, replacement: (...groups: string[]) => string];

const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';

const rules: readonly Rule[] = [
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}/g, () => '<TIME>'],
  [new RegExp(`${day} ${month} +\\d\\d? \\d\\d:\\d\\d:\\d\\d UTC \\d{4}`, 'g'), () => '<TIME>'],
  [/\b1[6-9]\d{11}\b/g, () => '<TS>'],
  [/( in )\d+ ?(ms|milliseconds)\b/g, (_text, before, unit) => `${before}<ELAPSED> ${unit}`],
  [/(:)\d+( ms has passed since)/g, (_text, before, after) => `${before}<ELAPSED>${after}`],
  [/( after )\d+( attempt\(s\))/g, (_text, before, after) => `${before}<ELAPSED>${after}`],
  [/(correlation id )\d+/g, (_text, before) => `${before}<N>`],
  [/(crc: )\d+/g, (_text, before) => `${before}<CRC>`],
  [/(\[I@)[0-9a-f]+/g, (_text, before) => `${before}<HASH>`],
  [/(?<=(?:LISTEN|ESTABLISHED) +)\d+(\/java) */g, (_text, program) => `<PID>${program}`],
];

/** Lines of jps, sorted without their pids. */
const processRows = /(?:^\d+ (?:Jps|Kafka|QuorumPeerMain)\n)+/gm;

function withoutPids(text: string): string {
  return text.replace(processRows, (rows) =>
    rows
      .replace(/^\d+/gm, '<PID>')
      .match(/[^\n]*\n/g)!
      .sort()
      .join(''),
  );
}

/** What is numbered in order of appearance, by the word of its placeholder. */
const numberedRules: readonly (readonly [word: string, pattern: RegExp])[] = [
  ['UUID', /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b/g],
  [
    'CLUSTER_ID',
    /(?<=cluster\.id=|Cluster ID: |Cluster ID = |Cluster ID |Some\(|"id":")[\w-]{22}/g,
  ],
  ['SESSION', /(?<=ephemeralOwner = 0x)[1-9a-f][0-9a-f]+|(?<=owner '|session ')\d+/g],
  ['N', /(?<=console-consumer-)\d+/g],
  ['TOPIC_ID', /(?<=TopicId: |topic_id: |"topic_id":"|topicId=)[\w-]{22}/g],
  ['ZXID', /(?<=Zxid = )0x[0-9a-f]+|(?<=broker epoch\): )\d+/g],
];

class KafkaNormaliser implements Normaliser {
  readonly #numbers: Map<string, string>;

  constructor(numbers: ReadonlyMap<string, string> = new Map()) {
    this.#numbers = new Map(numbers);
  }

  copy(): KafkaNormaliser {
    return new KafkaNormaliser(this.#numbers);
  }

  apply(text: string): string {
    let result = text;
    for (const [word, pattern] of numberedRules) {
      result = result.replace(pattern, (found) => this.#numbered(word, found));
    }
    for (const [pattern, replacement] of rules) result = result.replace(pattern, replacement);
    return withoutPids(result);
  }

  #numbered(word: string, found: string): string {
    const key = `${word} ${found}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const count = [...this.#numbers.keys()].filter((one) => one.startsWith(`${word} `)).length;
    const placeholder = `<${word}${count + 1}>`;
    this.#numbers.set(key, placeholder);
    return placeholder;
  }
}

function partsOf(output: string, asyncAfterPrompt: string): TextParts {
  return { own: output + asyncAfterPrompt, events: [], changesState: false };
}

/**
 * A text as it is compared: how often a warning comes depends on speed, so that each counts once; and
 * what the recorder replaced in some places only is replaced in all.
 */
function settled(text: string, number: (text: string) => string): string {
  const warnings = new Set<string>();
  return number(text)
    .replace(/^<REPEATED>\n/gm, '')
    .replace(/<CLUSTER_ID\d+>/g, '<CLUSTER_ID>')
    .replace(/:\d+( ms has passed since)/g, ':<ELAPSED>$1')
    .replace(/^\[<TIME>\] WARN [^\n]*\n/gm, (line) => {
      if (warnings.has(line)) return '';
      warnings.add(line);
      return line;
    });
}

export const texts: TextRules = {
  newNormaliser: () => new KafkaNormaliser(),
  numbered: numberedRules.map(([word]) => word),
  prompts: /^>/gm,
  settled,
  partsOf,
  hasFreeOrder: () => false,
  withoutState: (output) => output,
  promptWithoutState: (prompt) => prompt,
};
