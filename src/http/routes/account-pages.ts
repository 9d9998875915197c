// A buyer's account in the browser: its orders and licences, orders that are claimed, and signing out.

import { Type } from 'typebox'
import { sendCode } from '../../app/code/send-code.ts'
import { claimByCode, claimByToken } from '../../app/customer/claim-orders.ts'
import { endCustomerSession } from '../../app/customer/end-session.ts'
import { orderToken } from '../../app/order/find-order.ts'
import { reachText } from '../../core/customer.ts'
import { licenseStatus } from '../../core/license.ts'
import { listCoursesOfOrders } from '../../db/courses.ts'
import { listOwnedLicenses } from '../../db/customer-orders.ts'
import type { CustomerSession } from '../../db/customer-sessions.ts'
import { listOrderSummaries } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import { myCoursesPage, myLicensesPage, myOrdersPage } from '../../pages/account.ts'
import type { CodeFormView, MyOrdersView } from '../../pages/views-account.ts'
import { accountUrl } from '../account-addresses.ts'
import { readAccount, sentenceOf, whenSignedIn } from '../account-forms.ts'
import { customerIn, noCustomerCookie, ordersOwned, ownsOrder } from '../customer.ts'
import { courseView, licenseUrl } from '../goods-views.ts'
import { forgottenOrders, ordersOfBrowser } from '../identity.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { recentView } from '../page-views.ts'
import { type Answer, type Cookie, type Route, route } from '../route.ts'
import { shopIdOf } from '../shop.ts'
import { orderPage } from './account-goods.ts'

const rowsMax = 20
const licensesUrl = '/account/licenses'
const coursesUrl = '/account/courses'
const Text = Type.Optional(Type.String({ maxLength: 300 }))
const unsent: CodeFormView = { isSent: false, account: '' }

export const accountPageRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: accountUrl,
    bodyForm: 'form',
    summary: "A buyer's orders",
    query: Type.Object({ after: Text, claimed: Text }),
    run: (call) =>
      whenSignedIn(call, accountUrl, () => {
        const { after, claimed } = call.query
        const told =
          claimed !== undefined && /^\d{1,4}$/.test(claimed) ? Number(claimed) : undefined
        return showOrders(call, { claim: unsent, claimed: told }, after)
      }),
  }),
  route({
    method: 'GET',
    path: licensesUrl,
    bodyForm: 'form',
    summary: "A buyer's licences",
    query: Type.Object({ after: Text }),
    run: (call) =>
      whenSignedIn(call, licensesUrl, (session) => showLicenses(call, session, call.query.after)),
  }),
  route({
    method: 'GET',
    path: coursesUrl,
    bodyForm: 'form',
    summary: "A buyer's courses",
    run: (call) => whenSignedIn(call, coursesUrl, () => showCourses(call)),
  }),
  route({
    method: 'POST',
    path: '/account/claim',
    bodyForm: 'form',
    summary: 'Claims guest orders: those of this browser, or of a phone or e-mail address',
    fromOwnPage: true,
    body: Type.Object({ act: Text, account: Text, code: Text }),
    run: (call) =>
      whenSignedIn(call, accountUrl, async (session) => {
        const { app, body, address, language } = call
        const account = body.account ?? ''
        try {
          if (body.act === 'browser') return await claimed(call, await claimHere(call, session))
          const reach = readAccount(account)
          if (body.act === 'enter') {
            const proved = { reach, code: body.code ?? '' }
            return await claimed(call, await claimByCode(app, session, proved))
          }
          const shopId = await shopIdOf(call)
          await sendCode(app, { purpose: 'claim', to: reach, address, lang: language, shopId })
          return await showOrders(call, { claim: { isSent: true, account: reachText(reach) } })
        } catch (error) {
          const { text, status } = sentenceOf(error, language)
          const claim = { isSent: body.act === 'enter', account, refusal: text }
          return showOrders(call, { claim }, undefined, status)
        }
      }),
  }),
  route({
    method: 'POST',
    path: '/account/sign-out',
    bodyForm: 'form',
    summary: 'Signs out, and forgets the orders of the account in this browser',
    fromOwnPage: true,
    async run(call) {
      const session = customerIn(call.request)
      if (session) await endCustomerSession(call.app, session.customerId, session.sessionId)
      // Also where the session was ended from elsewhere: what it left here goes all the same.
      return goTo('/', await signedOutCookies(call))
    },
  }),
]

/** What a browser forgets when nobody is signed in any more. */
export async function signedOutCookies({ app, request }: PageCall): Promise<readonly Cookie[]> {
  return [noCustomerCookie(app), ...(await forgottenOrders(app, request))]
}

async function showOrders(
  call: PageCall,
  told: Pick<MyOrdersView, 'claim' | 'claimed'>,
  after?: string,
  status = 200,
): Promise<Answer> {
  const { app, request, lang } = call
  const { numbers, next } = orderPage(ordersOwned(request), after, rowsMax)
  const orders = await listOrderSummaries(app.db, app.merchantId, numbers, rowsMax)
  const view = {
    orders: orders.map((order) => recentView(order, lang)),
    nextUrl: next === null ? undefined : `${accountUrl}?after=${next}`,
    ordersHere: strangersHere(call).length,
    ...told,
  }
  return page(call, myOrdersPage(await contextOf(call), view), status)
}

async function showLicenses(
  call: PageCall,
  { customerId }: CustomerSession,
  after: string | undefined,
): Promise<Answer> {
  const { app, lang } = call
  const asked = { after, limit: rowsMax + 1 }
  const found = await listOwnedLicenses(app.db, app.merchantId, customerId, asked)
  const shown = found.slice(0, rowsMax)
  const last = found.length > rowsMax ? shown.at(-1) : undefined
  const view = {
    licenses: shown.map((license) => ({
      ...license,
      name: license.name[lang],
      status: licenseStatus(license.state, license.validUntil, license.now),
      url: licenseUrl(license.orderNumber, license.licenseId),
    })),
    nextUrl: last && `${licensesUrl}?after=${last.licenseId}`,
  }
  return page(call, myLicensesPage(await contextOf(call), view))
}

async function showCourses(call: PageCall): Promise<Answer> {
  const { app, request, lang } = call
  const orders = ordersOwned(request)
  const courses = await listCoursesOfOrders(app.db, app.merchantId, orders, null)
  const views = courses.map((course) => courseView(course, lang))
  return page(call, myCoursesPage(await contextOf(call), views))
}

/** Orders whose tokens this browser holds and that are not the account's. */
function strangersHere({ app, request }: PageCall): readonly string[] {
  return ordersOfBrowser(app, request).filter((number) => !ownsOrder(request, number))
}

/** Answers how many became the account's; another account's stay its own. */
async function claimHere(call: PageCall, session: CustomerSession): Promise<number> {
  let claimed = 0
  for (const number of strangersHere(call)) {
    try {
      await claimByToken(call.app, session, number, orderToken(call.app, number))
      claimed += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  return claimed
}

async function claimed({ app, request }: PageCall, orders: number): Promise<Answer> {
  return goTo(`${accountUrl}?claimed=${orders}`, await forgottenOrders(app, request))
}
