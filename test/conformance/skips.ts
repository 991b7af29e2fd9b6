/** Cases that are not replayed, each with its reason. A skipped case counts as failed. */
export const skips: Readonly<Record<string, string>> = {};
