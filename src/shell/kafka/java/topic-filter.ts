/**
 * Which topics an expression means.
 *
 * Mirrors: kafka.utils.IncludeList (TopicFilter), org.apache.kafka.common.internals.Topic, 2.8.0.
 * Departs: Java's expressions without looking around.
 */
import { exceptionClass, topicNameFault } from '../../../engine/kafka/index.ts';
import type { Matcher } from '../../matching/matcher.ts';
import { compileRegExp } from '../../matching/regexp.ts';
import { RegExpError } from '../../matching/tree.ts';
import { JavaException } from './exception.ts';

const INTERNAL: ReadonlySet<string> = new Set(['__consumer_offsets', '__transaction_state']);

/** Topic.isInternal. */
export function isInternalTopic(topic: string): boolean {
  return INTERNAL.has(topic);
}

/** Topic.validate. Throws InvalidTopicException. */
export function validateTopic(topic: string): void {
  const fault = topicNameFault(topic);
  if (fault === null) return;
  throw new JavaException(exceptionClass('InvalidTopicException'), fault, { isTraceless: true });
}

/** Topic.hasCollisionChars. */
export function hasCollisionChars(topic: string): boolean {
  return /[._]/.test(topic);
}

/** The expression that an IncludeList makes of what was given. */
export function includePattern(text: string): string {
  return text
    .trim()
    .replaceAll(',', '|')
    .replaceAll(' ', '')
    .replace(/^["']+/, '')
    .replace(/["']+$/, '');
}

/** IncludeList.isTopicAllowed, for any number of topics. */
export function topicFilter(text: string): (topic: string) => boolean {
  const matcher = javaMatcher(includePattern(text));
  return (topic) => matcher.matchesWhole(topic);
}

function javaMatcher(pattern: string): Matcher {
  try {
    return compileRegExp(pattern, 'grep -P');
  } catch (error) {
    if (!(error instanceof RegExpError)) throw error;
    throw new JavaException('java.lang.RuntimeException', `${pattern} is an invalid regex.`, {
      frames: [
        'kafka.utils.TopicFilter.<init>(TopicFilter.scala:39)',
        'kafka.utils.IncludeList.<init>(TopicFilter.scala:47)',
      ],
    });
  }
}
