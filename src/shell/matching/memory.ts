/**
 * Keeps what was made last of some text, because a program's state is plain data and holds the text
 * alone. Whether a thing was kept or is made anew, it is the same thing.
 *
 * Mirrors: the cache of compiled expressions that sed and awk have.
 */
const KEPT_MAX = 40;

/** `make` with a bounded memory; it must be a pure function of its text. */
export function remembering<T>(make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) {
      // What is used moves to the end: the first goes when there are too many.
      kept.delete(text);
      kept.set(text, known);
      return known;
    }
    const made = make(text);
    kept.set(text, made);
    if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!);
    return made;
  };
}
