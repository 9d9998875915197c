// Where a letter leads: the look-up with the number filled in. It opens nothing by itself.

import type { App } from '../app.ts'

export function orderNumberLink(app: App, orderNumber: string): string {
  return `${app.publicUrl()}/orders?order_number=${orderNumber}`
}
