// Chinese, for whoever asks for no language that is here.

import type { Language } from '../language.ts'
import { answersZh } from './answers.ts'
import { errorsZh } from './errors.ts'
import { lettersZh } from './letters.ts'
import { zh } from './pages.ts'

export const language: Language = {
  id: 'zh',
  text: zh,
  answers: answersZh,
  errors: errorsZh,
  letters: lettersZh,
  names: 'zh',
}
