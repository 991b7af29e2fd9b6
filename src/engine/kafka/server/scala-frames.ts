/**
 * Frames that Scala's collections leave in stack traces.
 *
 * Mirrors: scala.collection, 2.12.13.
 */

/** `for (x <- iterable)`, `iterable.foreach`. */
export const FOREACH: readonly string[] = [
  'scala.collection.Iterator.foreach(Iterator.scala:943)',
  'scala.collection.Iterator.foreach$(Iterator.scala:943)',
  'scala.collection.AbstractIterator.foreach(Iterator.scala:1431)',
  'scala.collection.IterableLike.foreach(IterableLike.scala:74)',
  'scala.collection.IterableLike.foreach$(IterableLike.scala:73)',
  'scala.collection.AbstractIterable.foreach(Iterable.scala:56)',
];
