// The words of customers, in the language of the moment.

import { words } from './lang.ts'

export const customersText = words('customers')
