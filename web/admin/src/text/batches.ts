// The words of batches, in the language of the moment.

import { words } from './lang.ts'

export const batchesText = words('batches')
