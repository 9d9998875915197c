// The look-up's script: copying, and sending the form once.

import { wireCopying } from './parts/copy.ts'
import { sendOnce } from './parts/once.ts'

wireCopying()
sendOnce('[data-once]')
