// The words of coupons, in the language of the moment.

import { words } from './lang.ts'

export const couponsText = words('coupons')
