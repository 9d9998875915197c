// The words of refunds, in the language of the moment.

import { words } from './lang.ts'

export const refundsText = words('refunds')
