/** What the learner looks at: one thing, shared by stage, inspector, timeline and terminal. */
export type Selection =
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'process'; readonly key: string }
  | { readonly kind: 'connection'; readonly id: number }
  /** `sequence` finds it while it travels; `event` once it has arrived. */
  | { readonly kind: 'message'; readonly sequence: number }
  | { readonly kind: 'event'; readonly number: number };
