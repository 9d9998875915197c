// The words of audit, in the language of the moment.

import { words } from './lang.ts'

export const auditText = words('audit')
