// What a language of the console is made of. Its folder's index.ts exports one as `folder`, and the types keep every
// word there: a part that is missing, or a word of one, does not compile. The shape is that of the Chinese folder.

import type { folder as standard } from './zh-CN/index.ts'

type First = typeof standard.first
type Parts = typeof standard.parts

/** The words of every part, by its name. */
export type Words = First & { [Part in keyof Parts]: Awaited<ReturnType<Parts[Part]>>['words'] }

export type Folder = Readonly<{
  /** of the two languages a merchant types names in: the one its readers get */
  names: 'zh' | 'en'
  /** the words of the kit's own parts */
  kit: typeof standard.kit
  /** there before anything is shown */
  first: First
  /** loaded with the page that says them */
  parts: { readonly [Part in keyof Parts]: () => Promise<{ readonly words: Words[Part] }> }
}>
