/** A terminal that is open when a lesson, its challenge or a miniature starts. */
export interface TerminalSpec {
  /** How lesson and page speak of it. */
  readonly name: string;
  readonly host: string;
  /** Lines typed into it before the lesson begins, for example `zkCli.sh -server zk1:2181`. */
  readonly typed?: readonly string[];
}
