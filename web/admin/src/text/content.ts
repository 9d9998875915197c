// The words of content, in the language of the moment.

import { words } from './lang.ts'

export const contentText = words('content')
