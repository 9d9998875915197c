// The look-up's script: copying, sending the form once, and the wait until another code may be asked for.

import { countDownAgain } from './parts/again.ts'
import { wireCopying } from './parts/copy.ts'
import { sendOnce } from './parts/once.ts'

wireCopying()
sendOnce('[data-once]')
countDownAgain()
