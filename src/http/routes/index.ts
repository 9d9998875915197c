// The route table, whole.

import type { App } from '../../app/app.ts'
import type { Route } from '../route.ts'
import { adminRoutes } from './admin/index.ts'
import { adminPageRoutes } from './admin-page.ts'
import { cashierRoutes } from './cashier.ts'
import { cashierPayRoutes } from './cashier-pay.ts'
import { catalogueRoutes } from './catalogue.ts'
import { createEvents } from './events.ts'
import { licenseRoutes } from './licenses.ts'
import { mediaRoutes } from './media.ts'
import { orderRoutes } from './orders.ts'
import { pageRoutes } from './pages.ts'
import { paymentRoutes } from './payments.ts'

export type Routes = Readonly<{
  all: readonly Route[]
  /** Pages load nothing from elsewhere; forms may lead on to a gateway's page. */
  contentSecurityPolicy(app: App | undefined): string
  /** Ends the live streams, which would keep the server open. */
  stop(): void
}>

export function createRoutes(): Routes {
  const events = createEvents()
  return {
    all: [
      ...adminRoutes,
      ...catalogueRoutes,
      ...orderRoutes,
      ...paymentRoutes,
      ...licenseRoutes,
      ...events.routes,
      ...mediaRoutes,
      ...pageRoutes,
      ...cashierRoutes,
      ...cashierPayRoutes,
      ...adminPageRoutes,
    ],
    contentSecurityPolicy(app) {
      const gateways = new Set(app?.channels.flatMap((channel) => channel.gateway.payerOrigins))
      return [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        ['form-action', "'self'", ...gateways].join(' '),
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; ')
    },
    stop: () => events.stop(),
  }
}
