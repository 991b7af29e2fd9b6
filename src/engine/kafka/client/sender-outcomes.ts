/**
 * What the network client tells, handed to whom it concerns.
 *
 * Mirrors: the callbacks of NetworkClient.completeResponses, 2.8.0.
 */
import type { MetadataResponse } from '../protocol/metadata.ts';
import { exceptionText, Thrown } from './client-exception.ts';
import { metadataOutcome } from './metadata-updater.ts';
import type { NetworkOutcome } from './network-client.ts';
import { isProduceTag, takeProduceOutcome } from './produce-response.ts';
import type { ProducerTurn, TxnRequest } from './producer-state.ts';
import { logProducer } from './producer-state.ts';
import { keepMetadata, producerMetadata } from './producer-topics.ts';
import { takeTxnOutcome } from './transaction-responses.ts';

/** What a transactional request is tagged with. */
export interface TxnTag {
  readonly type: 'transaction';
  readonly request: TxnRequest;
}

/** Takes all outcomes; false: there was none but lines of the log. */
export function takeOutcomes(turn: ProducerTurn): boolean {
  const { outcomes } = turn.network;
  let isBusy = false;
  // It grows meanwhile: what is sent now may fail at once.
  for (let i = 0; i < outcomes.length; i++) {
    const outcome = outcomes[i]!;
    if (outcome.type === 'log') turn.outcomes.push(outcome);
    else {
      isBusy = true;
      takeOutcome(turn, outcome);
    }
  }
  outcomes.length = 0;
  return isBusy;
}

function takeOutcome(turn: ProducerTurn, outcome: NetworkOutcome): void {
  if (outcome.type === 'response' || outcome.type === 'failed') {
    const { tag } = outcome;
    if (isProduceTag(tag)) {
      return guarded(turn, () => takeProduceOutcome(turn, tag, outcome));
    }
    if (isTxnTag(tag)) return guarded(turn, () => takeTxnOutcome(turn, tag.request, outcome));
  }
  const metadata = producerMetadata(turn);
  metadataOutcome(metadata, outcome);
  const topics =
    outcome.type === 'response' ? (outcome.response as MetadataResponse).topics : undefined;
  keepMetadata(turn, metadata, topics);
}

function isTxnTag(tag: unknown): tag is TxnTag {
  return (
    typeof tag === 'object' && (tag as { readonly type?: unknown } | null)?.type === 'transaction'
  );
}

function guarded(turn: ProducerTurn, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    const text = `Uncaught error in request completion:\n${exceptionText(error.exception)}`;
    logProducer(turn, 'ERROR', text, 'NetworkClient');
  }
}
