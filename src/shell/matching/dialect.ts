/** The tools that match, each with a syntax of its own. */

/** Whose rules hold; the names are those of the tools. */
export type Dialect = 'grep' | 'grep -E' | 'grep -P' | 'sed' | 'sed -E' | 'awk' | 'bash';
