// The route table, whole.

import type { App } from '../../app/app.ts'
import { styleSources } from '../page-style.ts'
import type { Route } from '../route.ts'
import { accountRoutes } from './account.ts'
import { accountGoodsRoutes } from './account-goods.ts'
import { accountPageRoutes } from './account-pages.ts'
import { accountSettingsRoutes } from './account-settings-pages.ts'
import { adminRoutes } from './admin/index.ts'
import { adminPageRoutes } from './admin-page.ts'
import { basketRoutes } from './basket.ts'
import { cashierRoutes } from './cashier.ts'
import { cashierPayRoutes } from './cashier-pay.ts'
import { catalogueRoutes } from './catalogue.ts'
import { courseRoutes } from './courses.ts'
import { createEvents } from './events.ts'
import { foundRoutes } from './found.ts'
import { learnRoutes } from './learn.ts'
import { licenseCompatRoutes } from './license-compat.ts'
import { licenseDeviceRoutes } from './license-devices.ts'
import { licenseKeygenRoutes } from './license-keygen.ts'
import { licensePageRoutes } from './license-pages.ts'
import { licenseRoutes } from './licenses.ts'
import { lookupCodeRoutes } from './lookup-codes.ts'
import { mediaRoutes } from './media.ts'
import { orderRoutes } from './orders.ts'
import { pageRoutes } from './pages.ts'
import { paymentRoutes } from './payments.ts'
import { postedPageRoutes } from './posted-pages.ts'
import { rescueRoutes } from './rescue.ts'
import { sendGoodsRoutes } from './send-goods.ts'
import { signInPageRoutes } from './sign-in-pages.ts'

export type Routes = Readonly<{
  all: readonly Route[]
  /** Pages load nothing from elsewhere; forms may lead on to a gateway's page. It changes with the pages' style. */
  contentSecurityPolicy(app: App | undefined): string
  /** Ends the live streams, which would keep the server open. */
  stop(): void
}>

export function createRoutes(): Routes {
  const events = createEvents()
  const policies = new WeakMap<App['channels'], string>()
  return {
    all: [
      ...adminRoutes,
      ...catalogueRoutes,
      ...orderRoutes,
      ...courseRoutes,
      ...accountRoutes,
      ...accountGoodsRoutes,
      ...paymentRoutes,
      ...licenseRoutes,
      ...licenseCompatRoutes,
      ...licenseKeygenRoutes,
      ...licenseDeviceRoutes,
      ...events.routes,
      ...mediaRoutes,
      ...foundRoutes,
      ...pageRoutes,
      ...basketRoutes,
      ...learnRoutes,
      ...signInPageRoutes,
      ...accountPageRoutes,
      ...accountSettingsRoutes,
      ...licensePageRoutes,
      ...rescueRoutes,
      ...lookupCodeRoutes,
      ...cashierRoutes,
      ...cashierPayRoutes,
      ...sendGoodsRoutes,
      ...postedPageRoutes,
      ...adminPageRoutes,
    ],
    contentSecurityPolicy(app) {
      const channels = app?.channels ?? []
      const policy = policies.get(channels) ?? policyOf(channels)
      policies.set(channels, policy)
      return `${policy}; style-src ${styleSources()}`
    },
    stop: () => events.stop(),
  }
}

function policyOf(channels: App['channels']): string {
  const gateways = new Set(channels.flatMap((channel) => channel.gateway.payerOrigins))
  return [
    "default-src 'none'",
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    ['form-action', "'self'", ...gateways].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
