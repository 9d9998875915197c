// The title of every page, in English.

import type { zh } from './pages.zh-CN.ts'

export const en: typeof zh = {
  signIn: 'Sign in',
  security: 'Sign-in and security',
  refunds: 'Refunds',
  refund: 'Refund',
  cases: 'Cases',
  case: 'Case',
  books: 'Reconciliation',
  billDay: 'Reconciled day',
  ledger: 'Money by day',
  counter: 'Counter',
  orders: 'Orders',
  order: 'Order',
  products: 'Products',
  product: 'Product',
  cards: 'Cards',
  settings: 'Payment settings',
  goLive: 'Before going live',
  dashboard: 'Overview',
  licenses: 'Licences',
  webhooks: 'Webhooks',
  webhookMessages: 'Webhook messages',
  webhookMessage: 'Webhook message',
  system: 'System',
  jobs: 'Jobs',
  log: 'Log',
  people: 'Members',
  audit: 'Audit log',
  notFound: 'No such page',
}
