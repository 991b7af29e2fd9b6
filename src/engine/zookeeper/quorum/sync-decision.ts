/**
 * How a leader brings a learner to its own history: which of DIFF, TRUNC and SNAP, and which
 * committed proposals follow. A pure function, so that every row of the rule can be tested alone.
 *
 * Mirrors: LearnerHandler.syncFollower and queueCommittedProposals, 3.8.0, wording of the log
 * included (the empty DIFF that it announces as TRUNC too).
 * Read next: learner-handler.ts (sends the result), learner-sync.ts (the receiving side).
 */
import type { Txn } from '../protocol/txn.ts';
import { counterOf, epochOf, toHex, type Zxid } from '../protocol/zxid.ts';

/** What the leader looks at. */
export interface SyncQuestion {
  readonly sid: number;
  readonly peerLastZxid: Zxid;
  readonly lastProcessedZxid: Zxid;
  /** Last committed transactions in memory, oldest first. */
  readonly committedLog: readonly Txn[];
  readonly forceSnapSync: boolean;
  /** `zookeeper.snapshotSizeFactor` is not negative. */
  readonly txnLogSyncEnabled: boolean;
  /**
   * Transactions of the log on disk from the one at or before this zxid; empty when the log starts
   * later or is too big beside the newest snapshot.
   */
  readonly proposalsFromTxnLog: (startZxid: Zxid) => readonly Txn[];
  /** M9: a learner that is ahead keeps what it has. */
  readonly isTruncForbidden?: boolean;
}

/** What the learner gets first. */
export interface SyncDecision {
  readonly mode: 'DIFF' | 'TRUNC' | 'SNAP';
  /** zxid of the DIFF or TRUNC packet, or of the snapshot. */
  readonly zxid: Zxid;
  /** Each is sent as PROPOSAL and COMMIT, in this order. Empty for SNAP. */
  readonly committed: readonly Txn[];
  /** Last zxid the learner has after all this: forwarding starts behind it. */
  readonly currentZxid: Zxid;
  readonly log: readonly SyncLogLine[];
}

/** A line of the log, with upstream's line number. */
export interface SyncLogLine {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly line: number;
  readonly text: string;
}

/** Lets the rows of the rule share what was queued so far. */
interface Draft {
  op: { readonly type: 'DIFF' | 'TRUNC'; readonly zxid: Zxid } | null;
  committed: Txn[];
  readonly log: SyncLogLine[];
}

/** Decides in upstream's order of cases. */
export function decideSync(question: SyncQuestion): SyncDecision {
  const { sid, peerLastZxid, lastProcessedZxid, committedLog } = question;
  const isPeerNewEpochZxid = counterOf(peerLastZxid) === 0;
  const draft: Draft = { op: null, committed: [], log: [] };
  const shownMin = committedLog[0]?.header.zxid ?? 0n;
  const shownMax = committedLog.at(-1)?.header.zxid ?? 0n;
  say(
    draft,
    'INFO',
    805,
    `Synchronizing with Learner sid: ${sid} maxCommittedLog=0x${toHex(shownMax)}` +
      ` minCommittedLog=0x${toHex(shownMin)} lastProcessedZxid=0x${toHex(lastProcessedZxid)}` +
      ` peerLastZxid=0x${toHex(peerLastZxid)}`,
  );
  // With an empty log both ends are the last transaction, which spares cases of their own.
  const min = committedLog.length === 0 ? lastProcessedZxid : shownMin;
  const max = committedLog.length === 0 ? lastProcessedZxid : shownMax;
  let currentZxid = peerLastZxid;

  if (question.forceSnapSync) {
    say(draft, 'WARN', 844, 'Forcing snapshot sync - should not see this in production');
  } else if (lastProcessedZxid === peerLastZxid) {
    say(draft, 'INFO', 850, `Sending DIFF zxid=0x${toHex(peerLastZxid)} for peer sid: ${sid}`);
    draft.op = { type: 'DIFF', zxid: peerLastZxid };
  } else if (peerLastZxid > max && !isPeerNewEpochZxid) {
    // An old leader or its follower: what it has beyond our history was never committed.
    if (question.isTruncForbidden === true) draft.op = { type: 'DIFF', zxid: peerLastZxid };
    else {
      draft.op = { type: 'TRUNC', zxid: max };
      currentZxid = max;
    }
  } else if (max >= peerLastZxid && min <= peerLastZxid) {
    say(draft, 'INFO', 869, `Using committedLog for peer sid: ${sid}`);
    currentZxid = queueCommittedProposals(draft, question, committedLog, peerLastZxid, null, max);
  } else if (peerLastZxid < min && question.txnLogSyncEnabled) {
    currentZxid = syncFromTxnLog(draft, question, min, max);
  } else {
    say(
      draft,
      'WARN',
      906,
      `Unhandled scenario for peer sid: ${sid} maxCommittedLog=0x${toHex(max)}` +
        ` minCommittedLog=0x${toHex(min)} lastProcessedZxid=0x${toHex(lastProcessedZxid)}` +
        ` peerLastZxid=0x${toHex(peerLastZxid)} txnLogSyncEnabled=${question.txnLogSyncEnabled}`,
    );
  }
  if (draft.op === null) {
    return {
      mode: 'SNAP',
      zxid: lastProcessedZxid,
      committed: [],
      currentZxid: lastProcessedZxid,
      log: draft.log,
    };
  }
  return {
    mode: draft.op.type,
    zxid: draft.op.zxid,
    committed: draft.committed,
    currentZxid,
    log: draft.log,
  };
}

/** The learner is behind what is in memory: first from the log on disk, then from memory. */
function syncFromTxnLog(draft: Draft, question: SyncQuestion, min: Zxid, max: Zxid): Zxid {
  const { sid, peerLastZxid, committedLog } = question;
  const fromDisk = question.proposalsFromTxnLog(peerLastZxid);
  if (fromDisk.length === 0) return peerLastZxid;
  say(draft, 'INFO', 883, `Use txnlog and committedLog for peer sid: ${sid}`);
  const reached = queueCommittedProposals(draft, question, fromDisk, peerLastZxid, min, max);
  if (reached >= min) {
    return queueCommittedProposals(draft, question, committedLog, reached, null, max);
  }
  const text =
    `Detected gap between end of txnlog: 0x${toHex(reached)} and start of committedLog:` +
    ` 0x${toHex(min)}`;
  say(draft, 'INFO', 887, text);
  draft.op = null;
  draft.committed = [];
  return reached;
}

/**
 * Queues what lies behind the learner's zxid. The first proposal that is not older decides between
 * DIFF (the learner's zxid is in our history) and TRUNC (it is not).
 */
function queueCommittedProposals(
  draft: Draft,
  question: SyncQuestion,
  proposals: readonly Txn[],
  peerLastZxid: Zxid,
  maxZxid: Zxid | null,
  lastCommittedZxid: Zxid,
): Zxid {
  const { sid } = question;
  const isPeerNewEpochZxid = counterOf(peerLastZxid) === 0;
  let queuedZxid = peerLastZxid;
  let previousZxid = -1n;
  const diff = () => {
    say(
      draft,
      'INFO',
      977,
      `Sending DIFF zxid=0x${toHex(lastCommittedZxid)}  for peer sid: ${sid}`,
    );
    draft.op = { type: 'DIFF', zxid: lastCommittedZxid };
  };
  for (const txn of proposals) {
    const { zxid } = txn.header;
    if (maxZxid !== null && zxid > maxZxid) break;
    if (zxid < peerLastZxid) {
      previousZxid = zxid;
      continue;
    }
    if (draft.op === null) {
      if (zxid === peerLastZxid || isPeerNewEpochZxid) diff();
      else if (!beginTrunc(draft, question, zxid, peerLastZxid, previousZxid, lastCommittedZxid)) {
        return queuedZxid;
      }
      if (zxid === peerLastZxid) continue;
    }
    if (zxid <= queuedZxid) continue;
    draft.committed.push(txn);
    queuedZxid = zxid;
  }
  if (draft.op === null && isPeerNewEpochZxid) {
    say(
      draft,
      'INFO',
      1026,
      `Sending TRUNC zxid=0x${toHex(lastCommittedZxid)}  for peer sid: ${sid}`,
    );
    draft.op = { type: 'DIFF', zxid: lastCommittedZxid };
  }
  return queuedZxid;
}

/** False: the learner's log has no such boundary, so that truncating there would fail. */
function beginTrunc(
  draft: Draft,
  question: SyncQuestion,
  zxid: Zxid,
  peerLastZxid: Zxid,
  previousZxid: Zxid,
  lastCommittedZxid: Zxid,
): boolean {
  const { sid } = question;
  if (epochOf(zxid) !== epochOf(peerLastZxid)) {
    const text = `Cannot send TRUNC to peer sid: ${sid} peer zxid is from different epoch`;
    say(draft, 'WARN', 996, text);
    return false;
  }
  say(draft, 'INFO', 1000, `Sending TRUNC zxid=0x${toHex(previousZxid)}  for peer sid: ${sid}`);
  draft.op =
    question.isTruncForbidden === true
      ? { type: 'DIFF', zxid: lastCommittedZxid }
      : { type: 'TRUNC', zxid: previousZxid };
  return true;
}

function say(draft: Draft, level: SyncLogLine['level'], line: number, text: string): void {
  draft.log.push({ level, line, text });
}
