/** What importing a `*.md` file gives; made at build time by lesson-markdown.ts. */
declare module '*.md' {
  const lesson: import('../prose.ts').LessonProse;
  export default lesson;
}
