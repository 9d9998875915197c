// The words of orders, in the language of the moment.

import { words } from './lang.ts'

export const ordersText = words('orders')
