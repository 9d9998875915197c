/** Writes src/languages/list.ts below `root` from the folders beside it. */
export function listLanguages(root: string): void
