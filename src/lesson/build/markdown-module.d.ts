/** What importing a `*.md` file gives; made at build time by lesson-markdown.ts. */
declare module '*.md' {
  const lesson: {
    readonly title: string;
    readonly html: string;
    readonly blocks: readonly {
      readonly language: string;
      readonly text: string;
      readonly line: number;
    }[];
  };
  export default lesson;
}
