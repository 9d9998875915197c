// The words of dashboard, in the language of the moment.

import { words } from './lang.ts'

export const dashboardText = words('dashboard')
