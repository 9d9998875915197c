// Every page of the console: its address, the right it needs, its title, its place in the menu. Routes and menu
// are both made from this list, so a page is added here and nowhere else. The order is the menu's.

import type { Component } from 'vue'
import type { IconName } from './shell/icons.ts'
import type { PageTitle } from './text/shell.ts'

export type MenuGroup = 'daily' | 'shop' | 'admin'

export type Page = Readonly<{
  path: string
  /** for `{ name: 'orders' }` in links; never changes once used */
  name: string
  title: PageTitle
  /** `area.read`; absent: whoever is signed in */
  right?: string
  menu?: Readonly<{ group: MenuGroup; icon: IconName }>
  view: () => Promise<{ default: Component }>
}>

export const pages: readonly Page[] = [
  {
    path: '/dashboard',
    name: 'dashboard',
    title: 'dashboard',
    right: 'dashboard.read',
    menu: { group: 'daily', icon: 'dashboard' },
    view: () => import('./pages/dashboard/Dashboard.vue'),
  },
  {
    path: '/counter',
    name: 'counter',
    title: 'counter',
    right: 'orders.write',
    menu: { group: 'daily', icon: 'counter' },
    view: () => import('./pages/counter/Counter.vue'),
  },
  {
    path: '/orders',
    name: 'orders',
    title: 'orders',
    right: 'orders.read',
    menu: { group: 'daily', icon: 'orders' },
    view: () => import('./pages/orders/OrderList.vue'),
  },
  {
    path: '/orders/:id',
    name: 'order',
    title: 'order',
    right: 'orders.read',
    view: () => import('./pages/orders/OrderDetail.vue'),
  },
  {
    path: '/refunds',
    name: 'refunds',
    title: 'refunds',
    right: 'money.read',
    menu: { group: 'daily', icon: 'refunds' },
    view: () => import('./pages/refunds/RefundList.vue'),
  },
  {
    path: '/refunds/:refund',
    name: 'refund',
    title: 'refund',
    right: 'money.read',
    view: () => import('./pages/refunds/RefundDetail.vue'),
  },
  {
    path: '/cases',
    name: 'cases',
    title: 'cases',
    right: 'money.read',
    menu: { group: 'daily', icon: 'cases' },
    view: () => import('./pages/cases/CaseList.vue'),
  },
  {
    path: '/cases/:kind/:ref',
    name: 'case',
    title: 'case',
    right: 'money.read',
    view: () => import('./pages/cases/CaseDetail.vue'),
  },
  {
    path: '/books',
    name: 'books',
    title: 'books',
    right: 'books.read',
    menu: { group: 'daily', icon: 'books' },
    view: () => import('./pages/books/DayList.vue'),
  },
  {
    path: '/books/ledger',
    name: 'ledger',
    title: 'ledger',
    right: 'books.read',
    view: () => import('./pages/books/LedgerDays.vue'),
  },
  {
    path: '/books/:channel/:day',
    name: 'bill-day',
    title: 'billDay',
    right: 'books.read',
    view: () => import('./pages/books/DayDetail.vue'),
  },
  {
    path: '/licenses',
    name: 'licenses',
    title: 'licenses',
    right: 'licenses.read',
    menu: { group: 'daily', icon: 'licenses' },
    view: () => import('./pages/licenses/LicenseList.vue'),
  },
  {
    path: '/licenses/batches',
    name: 'batches',
    title: 'batches',
    right: 'licenses.read',
    menu: { group: 'daily', icon: 'batches' },
    view: () => import('./pages/licenses/BatchList.vue'),
  },
  {
    path: '/licenses/:id',
    name: 'license',
    title: 'licenses',
    right: 'licenses.read',
    view: () => import('./pages/licenses/LicenseDetail.vue'),
  },
  {
    path: '/customers',
    name: 'customers',
    title: 'customers',
    right: 'orders.read',
    menu: { group: 'daily', icon: 'customers' },
    view: () => import('./pages/customers/CustomerList.vue'),
  },
  {
    path: '/customers/:id',
    name: 'customer',
    title: 'customer',
    right: 'orders.read',
    view: () => import('./pages/customers/CustomerDetail.vue'),
  },
  {
    path: '/catalogue',
    name: 'products',
    title: 'products',
    right: 'catalogue.read',
    menu: { group: 'shop', icon: 'catalogue' },
    view: () => import('./pages/catalogue/ProductList.vue'),
  },
  {
    path: '/catalogue/:id',
    name: 'product',
    title: 'product',
    right: 'catalogue.read',
    view: () => import('./pages/catalogue/ProductPage.vue'),
  },
  {
    path: '/catalogue/:id/:pack/cards',
    name: 'cards',
    title: 'cards',
    right: 'catalogue.read',
    view: () => import('./pages/catalogue/CardPool.vue'),
  },
  {
    path: '/catalogue/:id/:pack/content',
    name: 'content',
    title: 'content',
    right: 'catalogue.write',
    view: () => import('./pages/catalogue/ContentPage.vue'),
  },
  {
    path: '/catalogue/:id/chapters',
    name: 'chapters',
    title: 'chapters',
    right: 'catalogue.write',
    view: () => import('./pages/catalogue/ChapterList.vue'),
  },
  {
    path: '/catalogue/:id/chapters/:chapter',
    name: 'chapter',
    title: 'chapter',
    right: 'catalogue.write',
    view: () => import('./pages/catalogue/ChapterPage.vue'),
  },
  {
    path: '/coupons',
    name: 'coupons',
    title: 'coupons',
    right: 'catalogue.read',
    menu: { group: 'shop', icon: 'coupon' },
    view: () => import('./pages/coupons/CouponList.vue'),
  },
  {
    path: '/coupons/new',
    name: 'coupon-new',
    title: 'couponNew',
    right: 'catalogue.write',
    view: () => import('./pages/coupons/CouponNew.vue'),
  },
  {
    path: '/coupons/:id',
    name: 'coupon',
    title: 'coupon',
    right: 'catalogue.read',
    view: () => import('./pages/coupons/CouponPage.vue'),
  },
  {
    path: '/settings',
    name: 'settings',
    title: 'settings',
    right: 'settings.read',
    menu: { group: 'shop', icon: 'payment' },
    view: () => import('./pages/settings/PaymentSettings.vue'),
  },
  {
    path: '/go-live',
    name: 'go-live',
    title: 'goLive',
    right: 'settings.read',
    menu: { group: 'shop', icon: 'settings' },
    view: () => import('./pages/settings/GoLive.vue'),
  },
  {
    path: '/people',
    name: 'people',
    title: 'people',
    right: 'people.read',
    menu: { group: 'admin', icon: 'people' },
    view: () => import('./pages/people/PeopleList.vue'),
  },
  {
    path: '/audit',
    name: 'audit',
    title: 'audit',
    right: 'system.read',
    menu: { group: 'admin', icon: 'audit' },
    view: () => import('./pages/audit/AuditLog.vue'),
  },
  {
    path: '/webhooks',
    name: 'webhooks',
    title: 'webhooks',
    right: 'system.read',
    menu: { group: 'admin', icon: 'link' },
    view: () => import('./pages/webhooks/EndpointList.vue'),
  },
  {
    path: '/webhooks/messages',
    name: 'webhook-messages',
    title: 'webhookMessages',
    right: 'system.read',
    view: () => import('./pages/webhooks/MessageList.vue'),
  },
  {
    path: '/webhooks/messages/:id',
    name: 'webhook-message',
    title: 'webhookMessage',
    right: 'system.read',
    view: () => import('./pages/webhooks/MessageDetail.vue'),
  },
  {
    path: '/system',
    name: 'system',
    title: 'system',
    right: 'system.read',
    menu: { group: 'admin', icon: 'system' },
    view: () => import('./pages/system/SystemHealth.vue'),
  },
  {
    path: '/system/jobs',
    name: 'jobs',
    title: 'jobs',
    right: 'system.read',
    view: () => import('./pages/system/JobList.vue'),
  },
  {
    path: '/system/log',
    name: 'log',
    title: 'log',
    right: 'system.read',
    view: () => import('./pages/system/LogList.vue'),
  },
  {
    path: '/security',
    name: 'security',
    title: 'security',
    view: () => import('./pages/security/Security.vue'),
  },
]
