/** What importing a `*.md` file gives; made at build time by lesson-markdown.ts. */
declare module '*.md' {
  interface Block {
    readonly language: string;
    /** What follows the language on the fence. */
    readonly options: string;
    readonly text: string;
    readonly line: number;
  }
  const lesson: {
    readonly title: string;
    readonly html: string;
    readonly blocks: readonly Block[];
    /** What stands before the first section. */
    readonly intro: string;
    /** The text cut at its level-two headings; `## Title {#id}`. */
    readonly sections: readonly {
      readonly id: string;
      readonly title: string;
      readonly html: string;
      readonly blocks: readonly Block[];
      readonly words: number;
      readonly line: number;
    }[];
  };
  export default lesson;
}
