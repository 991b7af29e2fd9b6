/**
 * How much the page takes of anything that a visitor can give. Whoever is stopped by a bound is told
 * which one it is (`t().bounds`); far below each of them everything is quick.
 */

/** Terminals that are open at once. */
export const OPEN_TERMINALS = 60;
/** Terminals that a link may have open at once: links from before there was a bound still play. */
export const TERMINALS_OF_LINKS = 1000;
/** Characters of one line that is typed. */
export const LINE_CHARACTERS = 50_000;
/** What can be pasted at once. */
export const PASTE_CHARACTERS = 100_000;
export const PASTE_LINES = 5000;
/** A script: its text, its steps, and what a step may wait or slow down. */
export const SCRIPT_CHARACTERS = 100_000;
export const SCRIPT_STEPS = 2000;
export const STEP_WAIT_MS = 24 * 3_600_000;
export const STEP_SLOW_MS = 60_000;
/** Characters of the fields of the build form, and of one line in them. */
export const FIELD_CHARACTERS = 5000;
export const FIELD_LINE_CHARACTERS = 1999;
/** Characters of a name, a search, a filter. */
export const NAME_CHARACTERS = 60;
export const SEARCH_CHARACTERS = 200;
/** Bytes of a file that is opened: a run, or what has been reached in the lessons. */
export const RUN_FILE_BYTES = 16_000_000;
export const PROGRESS_FILE_BYTES = 1_000_000;
/** Rows of a list, and characters of a file, that are shown until more are asked for. */
export const SHOWN_ROWS = 200;
export const SHOWN_CHARACTERS = 20_000;
