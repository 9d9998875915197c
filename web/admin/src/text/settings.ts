// The words of settings, in the language of the moment.

import { words } from './lang.ts'

export const settingsText = words('settings')
