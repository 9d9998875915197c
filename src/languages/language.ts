// What a language is made of. Its folder's index.ts exports one as `language`, and the types keep every text there.

import type { AnswerText } from './answer-text.ts'
import type { ErrorText } from './error-text.ts'
import type { LetterText } from './letter-text.ts'
import type { Text } from './zh-CN/pages.ts'

export type Language = Readonly<{
  /** in addresses and the cookie */
  id: string
  /** the buyer's pages; its `tag` is what browsers ask for and `lang` says */
  text: Text
  answers: AnswerText
  errors: ErrorText
  letters: LetterText
  /** of the two that a merchant types names in: the one its readers get */
  names: 'zh' | 'en'
}>
