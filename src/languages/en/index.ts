// English.

import type { Language } from '../language.ts'
import { answersEn } from './answers.ts'
import { errorsEn } from './errors.ts'
import { lettersEn } from './letters.ts'
import { en } from './pages.ts'

export const language: Language = {
  id: 'en',
  text: en,
  answers: answersEn,
  errors: errorsEn,
  letters: lettersEn,
  names: 'en',
}
