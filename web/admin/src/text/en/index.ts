// The console in English: the words of its frame come first and together, those of a page with the page.

import kit from 'element-plus/es/locale/lang/en.mjs'
import type { Folder } from '../folder.ts'
import { words as channels } from './channels.ts'
import { words as pages } from './pages.ts'
import { words as shell } from './shell.ts'
import { words as signIn } from './sign-in.ts'

export const folder: Folder = {
  names: 'en',
  kit,
  first: { channels, pages, shell, signIn },
  parts: {
    audit: () => import('./audit.ts'),
    batches: () => import('./batches.ts'),
    books: () => import('./books.ts'),
    cases: () => import('./cases.ts'),
    catalogue: () => import('./catalogue.ts'),
    chapters: () => import('./chapters.ts'),
    content: () => import('./content.ts'),
    counter: () => import('./counter.ts'),
    coupons: () => import('./coupons.ts'),
    customers: () => import('./customers.ts'),
    dashboard: () => import('./dashboard.ts'),
    licenses: () => import('./licenses.ts'),
    look: () => import('./look.ts'),
    orders: () => import('./orders.ts'),
    people: () => import('./people.ts'),
    refunds: () => import('./refunds.ts'),
    security: () => import('./security.ts'),
    settings: () => import('./settings.ts'),
    system: () => import('./system.ts'),
    terms: () => import('./terms.ts'),
    webhooks: () => import('./webhooks.ts'),
  },
}
