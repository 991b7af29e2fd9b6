/**
 * Replaces what no two runs have in common (times, ports, session ids, latencies, counters that
 * depend on speed) by the placeholders of the golden transcripts.
 *
 * Mirrors: the closed list in test/golden/README.md. Zxids, versions, sequence numbers, lengths,
 * watch counts and ordinary counts are not replaced: they must be right.
 */
import type { Normaliser } from '../system-cases.ts';

/** Metrics of `mntr` that do not depend on speed; every other one becomes `<N>`. */
const exactMetrics = new Set(
  `server_state peer_state ephemerals_count num_alive_connections outstanding_requests znode_count
  global_sessions local_sessions non_mtls_remote_conn_count non_mtls_local_conn_count
  last_client_response_size max_client_response_size min_client_response_size watch_count
  auth_failed_count approximate_data_size quorum_size stale_requests_dropped stale_requests
  stale_replies stale_sessions_expired min_proposal_size max_proposal_size last_proposal_size
  synced_followers synced_non_voting_followers synced_observers pending_syncs learners`.split(
    /\s+/,
  ),
);

/** Lowest port that an operating system hands out for outgoing connections. */
const firstEphemeralPort = 32768;

type Rule = readonly [pattern: RegExp, replacement: (...groups: string[]) => string];

const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';

const rules: readonly Rule[] = [
  [
    /^(zk_([\p{L}\p{N}_]+))\t.*$/gmu,
    (line, key, name) => (exactMetrics.has(name!) ? line! : `${key}\t<N>`),
  ],
  [/\d+\.\d+\.\d+\S*, built on \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, () => '<VERSION>, built on <TIME>'],
  // Java's Date.toString(), the log's time stamps, DateFormat in its short style.
  [new RegExp(`${day} ${month} \\d\\d \\d\\d:\\d\\d:\\d\\d UTC \\d{4}`, 'g'), () => '<TIME>'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}/g, () => '<TIME>'],
  [/\d{1,2}\/\d{1,2}\/\d\d, \d{1,2}:\d\d:\d\d\s[AP]M UTC/g, () => '<TIME>'],
  [
    /(\/\d+\.\d+\.\d+\.\d+:)(\d+)/g,
    (text, host, port) => (Number(port) >= firstEphemeralPort ? `${host}<PORT>` : text!),
  ],
  [/^(Latency min\/avg\/max: ).*$/gm, (_line, label) => `${label}<LATENCY>`],
  [/^((?:Received|Sent): )\d+$/gm, (_line, label) => `${label}<N>`],
  [/\b((?:recved|sent|est|lresp|llat|minlat|avglat|maxlat)=)\d+/g, (_text, key) => `${key}<N>`],
  [/(LEADER ELECTION TOOK - )\d+( MS)/g, (_text, before, after) => `${before}<N>${after}`],
  [/(Snapshot taken in )\d+( ms)/g, (_text, before, after) => `${before}<N>${after}`],
];

/**
 * A normaliser for one case: it numbers session ids in the order in which they appear, so one
 * instance has to see all texts of a case in order.
 */
export class SessionNormaliser implements Normaliser {
  readonly #sessions: Map<string, number>;

  constructor(sessions: ReadonlyMap<string, number> = new Map()) {
    this.#sessions = new Map(sessions);
  }

  /** An independent copy, for a step that is tried more than once. */
  copy(): SessionNormaliser {
    return new SessionNormaliser(this.#sessions);
  }

  /** The text with placeholders. */
  apply(text: string): string {
    let result = text;
    for (const [pattern, replacement] of rules) result = result.replace(pattern, replacement);
    return result.replace(/\b0x([0-9a-f]{14,16})\b/g, (_text, id: string) => {
      const number = this.#sessions.get(id) ?? this.#sessions.size + 1;
      this.#sessions.set(id, number);
      return `0x<SESSION${number}>`;
    });
  }
}
