// Keys that do not exist: counted against the address that tries them, and noticed when many try many.

import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { takeCalls, takesCall } from '../limits.ts'

/**
 * Does what a licensed program asked, and counts it where there is no such key. Only then, so that nobody's right key
 * is ever slowed by what others try from the same address. Refuses as `work`; with rate_limited in place of
 * license_not_found for an address that has tried too many.
 */
export async function countingMisses<T>(
  app: App,
  address: string,
  productId: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal && error.code === 'license_not_found')
      await countMiss(app, address, productId)
    throw error
  }
}

async function countMiss(app: App, address: string, productId: string | undefined): Promise<void> {
  // One address that goes on although it is refused is what is to be noticed first of all.
  const isQuiet = await takesCall(app, 'license-guess', 'shop')
  if (!isQuiet && (await takesCall(app, 'license-guess-told', 'shop')))
    app.log.error('license_guessing', { product_id: productId, address })
  await takeCalls(app, [
    { name: 'license-miss-all', subject: { address } },
    { name: 'license-miss', subject: { address, about: productId ?? '' } },
  ])
}
