// The console's routes, one list for each area.

import type { Route } from '../../route.ts'
import { accountRoutes } from './account.ts'
import { auditLogRoutes } from './audit-log.ts'
import { booksRoutes } from './books.ts'
import { cardRoutes } from './cards.ts'
import { caseRoutes } from './cases.ts'
import { catalogueAdminRoutes } from './catalogue.ts'
import { cataloguePlanRoutes } from './catalogue-plans.ts'
import { channelRoutes } from './channels.ts'
import { chapterAdminRoutes } from './chapters.ts'
import { counterRoutes } from './counter.ts'
import { couponRoutes } from './coupons.ts'
import { customerRoutes } from './customers.ts'
import { dashboardRoutes } from './dashboard.ts'
import { letterRoutes } from './letters.ts'
import { licenseBatchRoutes } from './license-batches.ts'
import { licenseAdminRoutes } from './licenses.ts'
import { lookRoutes } from './look.ts'
import { orderActionRoutes } from './order-actions.ts'
import { orderCourseRoutes } from './order-courses.ts'
import { orderResendRoutes } from './order-resend.ts'
import { orderRoutes } from './orders.ts'
import { payeeAskRoutes } from './payee-asks.ts'
import { peopleRoutes } from './people.ts'
import { planContentRoutes } from './plan-content.ts'
import { refundRoutes } from './refunds.ts'
import { sessionRoutes } from './session.ts'
import { sessionPasskeyRoutes } from './session-passkey.ts'
import { settingsRoutes } from './settings.ts'
import { shopRoutes } from './shops.ts'
import { signingKeyRoutes } from './signing-keys.ts'
import { systemRoutes } from './system.ts'
import { webhookRoutes } from './webhooks.ts'

export const adminRoutes: readonly Route[] = [
  ...sessionRoutes,
  ...sessionPasskeyRoutes,
  ...accountRoutes,
  ...orderRoutes,
  ...orderActionRoutes,
  ...channelRoutes,
  ...orderResendRoutes,
  ...orderCourseRoutes,
  ...letterRoutes,
  ...counterRoutes,
  ...peopleRoutes,
  ...auditLogRoutes,
  ...settingsRoutes,
  ...lookRoutes,
  ...shopRoutes,
  ...payeeAskRoutes,
  ...refundRoutes,
  ...caseRoutes,
  ...booksRoutes,
  ...licenseAdminRoutes,
  ...licenseBatchRoutes,
  ...catalogueAdminRoutes,
  ...cataloguePlanRoutes,
  ...planContentRoutes,
  ...chapterAdminRoutes,
  ...cardRoutes,
  ...couponRoutes,
  ...customerRoutes,
  ...dashboardRoutes,
  ...systemRoutes,
  ...signingKeyRoutes,
  ...webhookRoutes,
]
