// The words of webhooks, in the language of the moment.

import { words } from './lang.ts'

export const webhooksText = words('webhooks')
