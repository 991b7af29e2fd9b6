/**
 * Frames that Scala's collections leave in stack traces.
 *
 * Mirrors: scala.collection, 2.12.13.
 */
import { FOREACH } from '../../../engine/kafka/index.ts';
import type { Frames } from './exception.ts';

export { FOREACH };

/** `traversable.map` of what is iterated. */
export const MAP: Frames = [
  'scala.collection.TraversableLike.$anonfun$map$1(TraversableLike.scala:286)',
  ...FOREACH,
  'scala.collection.TraversableLike.map(TraversableLike.scala:286)',
  'scala.collection.TraversableLike.map$(TraversableLike.scala:279)',
  'scala.collection.AbstractTraversable.map(Traversable.scala:108)',
];

/** `traversable.foldLeft`. */
export const FOLD_LEFT: Frames = [
  'scala.collection.TraversableOnce$folder$1.apply(TraversableOnce.scala:196)',
  'scala.collection.TraversableOnce$folder$1.apply(TraversableOnce.scala:194)',
  ...FOREACH,
  'scala.collection.TraversableOnce.foldLeft(TraversableOnce.scala:199)',
  'scala.collection.TraversableOnce.foldLeft$(TraversableOnce.scala:192)',
  'scala.collection.AbstractTraversable.foldLeft(Traversable.scala:108)',
];

/** `array.foreach`. */
export const ARRAY_FOREACH: Frames = [
  'scala.collection.IndexedSeqOptimized.foreach(IndexedSeqOptimized.scala:36)',
  'scala.collection.IndexedSeqOptimized.foreach$(IndexedSeqOptimized.scala:33)',
  'scala.collection.mutable.ArrayOps$ofRef.foreach(ArrayOps.scala:198)',
];

/** `array.map`. */
export const ARRAY_MAP: Frames = [
  'scala.collection.TraversableLike.$anonfun$map$1(TraversableLike.scala:286)',
  ...ARRAY_FOREACH,
  'scala.collection.TraversableLike.map(TraversableLike.scala:286)',
  'scala.collection.TraversableLike.map$(TraversableLike.scala:279)',
  'scala.collection.mutable.ArrayOps$ofRef.map(ArrayOps.scala:198)',
];

/** `text.toInt`. */
export const TO_INT: Frames = [
  'scala.collection.immutable.StringLike.toInt(StringLike.scala:304)',
  'scala.collection.immutable.StringLike.toInt$(StringLike.scala:304)',
  'scala.collection.immutable.StringOps.toInt(StringOps.scala:33)',
];
