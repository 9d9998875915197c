// What each page shows, decided by the server before a page is written: plain facts, no functions but the
// asset addresses. Texts of the merchant come in the page's language; money is Fen, time is Instant.

import type { LicenseStatus } from '../core/license.ts'
import type { Fen } from '../core/money.ts'
import type { FulfilmentKind, OrderState } from '../core/order.ts'
import type { PriceTier } from '../core/price-tiers.ts'
import type { Instant } from '../core/time.ts'
import type { SendView } from './views-code.ts'
import type { ChapterLine, CourseView } from './views-course.ts'

export type Lang = 'zh' | 'en'

/** Where the page runs. It decides which way to pay comes first. */
export type Environment = 'desktop' | 'phone' | 'tablet' | 'wechat' | 'alipay' | 'other-app'

/** What every page needs to know about the shop and the caller. */
export type PageContext = Readonly<{
  /** of the page's words: the id of a dictionary */
  lang: string
  merchantName: string
  /** absent: Keytill's own */
  look?: LookView
  /** how a buyer reaches the merchant; `url` is https:, mailto: or tel: */
  support?: Readonly<{ label: string; url?: string | undefined }> | undefined
  /** the site's outside address without a trailing slash */
  publicUrl: string
  /** in front of links to the front page and to products, where the page is of a shop at another host */
  home?: string
  /** path and query of this page; for an answer to a POST, those of the page its form stands on */
  path: string
  /** the address of a built file, its content hash included: `cashier.js` → `/assets/cashier.js?v=…` */
  assets: (name: string) => string
  /** the style sheets of the page, to the letter as its policy knows them; `accent` is in the shop's own colour */
  styles: Readonly<{ shop: string; noScript: string; accent?: string }>
  env: Environment
  /** whoever looks is signed in to an account */
  isSignedIn?: boolean
  /** payments are simulated */
  demo?: Readonly<{ simulatorUrl: string }> | undefined
  /** whether buyers are written to by mail, and by text message; absent: neither */
  letters?: Readonly<{ mail: boolean; sms: boolean }> | undefined
  /** things put together for one order; absent: none */
  basket?: number | undefined
  /** the clock has been moved forward by this much; demo mode and tests only */
  testClock?: Readonly<{ aheadMs: number }> | undefined
}>

/** How the merchant wants the shop to look, as far as anything was chosen. */
export type LookView = Readonly<{
  /** the address of the logo */
  logo?: string | undefined
  /** rrggbb, as chosen */
  accent?: string | undefined
  /** shown today */
  announcement?: string | undefined
  company?: string | undefined
  licenseUrl?: string | undefined
  icp?: string | undefined
  police?: string | undefined
  links: readonly Readonly<{ name: string; url: string }>[]
}>

export type PlanView = Readonly<{
  id: string
  name: string
  priceFen: Fen
  /** what each of several units costs; absent: the same */
  tiers?: readonly PriceTier[]
  /** null: for ever */
  validDays: number | null
  maxDevices: number
  soldOut: boolean
  /** absent: a licence */
  kind?: FulfilmentKind
  /** yyyy-MM-dd, the last day it is good for; absent or null: its days decide */
  until?: string | null
  /** its days begin to count with the first device */
  startsLater?: boolean
  /** so many devices at a time */
  isFloating?: boolean
  isTrial?: boolean
  /** the newest version it covers; absent or null: every one */
  versionMax?: string | null
  /** units still to be had; absent or null: any number */
  left?: number | null
  /** units one phone may have; absent or null: any number */
  phoneLimit?: number | null
  /** what it does to a licence that is there; absent: it is sold as a new one */
  offer?: OfferView
}>

export type OfferView = Readonly<{
  act: 'renew' | 'upgrade'
  /** without what is taken off for the time that is left */
  fullFen: Fen
  /** when the licence would end; null: never, or not known yet */
  until: Instant | null
  /** days that would begin to count with the first device; null: its time runs */
  awaitingDays: number | null
}>

export type ProductSummary = Readonly<{
  id: string
  name: string
  /** Markdown */
  description: string
  /** the address of its picture; absent: none */
  picture?: string | null
  plans: readonly PlanView[]
}>

export type CatalogueView = Readonly<{
  products: readonly ProductSummary[]
  paymentEnabled: boolean
}>

/** The fields of the order form, by their names on the wire. */
export type OrderField =
  | 'package_id'
  | 'quantity'
  | 'contact_person'
  | 'phone'
  | 'email'
  | 'coupon_code'

/** Why a rightly filled form made no order. */
export type OrderRefusal =
  | Readonly<{ kind: 'rate_limited'; retryAfterSeconds: number }>
  | Readonly<{ kind: 'out_of_stock'; left: number }>
  | Readonly<{ kind: 'purchase_limit'; max: number; left: number }>
  /** this form has made an order already, with other contents; the page carries a fresh key */
  | Readonly<{ kind: 'conflict' }>
  /** the plan is not to be had for this licence any more */
  | Readonly<{ kind: 'offer_gone' }>
  /** the sum that was shown is not what it costs by now */
  | Readonly<{ kind: 'price_changed'; totalFen: Fen }>
  /** something of a basket is not to be had any more */
  | Readonly<{ kind: 'item_gone' }>
  /** a basket holds no more */
  | Readonly<{ kind: 'basket_full' }>

export type ProductView = Readonly<{
  product: ProductSummary
  /** the licence it is bought for, and its page; absent: a new one is bought */
  license?: Readonly<{ key: string; masked: string; path: string }> | undefined
  /** the plan to begin with; without it, the first that can be bought */
  planId?: string | undefined
  /** what the buyer typed, as typed; empty at first */
  typed: Readonly<{
    quantity: string
    contactPerson: string
    phone: string
    email: string
    couponCode?: string
  }>
  /** the fields that were refused */
  refused: readonly OrderField[]
  /** there are coupons, so that the form has a field for a code; absent: there are none */
  takesCoupons?: boolean
  /** why the coupon was refused, in the page's language */
  couponRefusal?: string | undefined
  refusal?: OrderRefusal | undefined
  /** what was typed would cost, asked for without a script */
  sum?: Readonly<{ dueFen: Fen; discountFen: Fen }> | undefined
  idempotencyKey: string
  paymentEnabled: boolean
  /** of a course; absent: it is none */
  chapters?: readonly ChapterLine[]
}>

export type LineView = Readonly<{ name: string; quantity: number }>

export type PayMethod = 'alipay' | 'wechat'
/** What a buyer may choose: one method, or the one code that either app can scan (`?method=both`). */
export type PayChoice = PayMethod | 'both'
export type Scene = 'pc' | 'wap' | 'qr' | 'jsapi'

export type MethodView = Readonly<{
  id: PayMethod
  /** ways in that this channel's configuration allows; WeChat Pay's `jsapi` only where the payer can be known */
  scenes: readonly Scene[]
  available: boolean
  /** why it is not available, by the merchant; a general sentence without it */
  reason?: string | undefined
  /** the code to scan; only the chosen method has one, since only one is open at a time */
  qr?: QrView | undefined
  /**
   * What the page inside WeChat hands to the app's bridge. Undefined: the payer is not known yet, and pressing
   * the button posts `method=wechat` and `scene=jsapi` to `/cashier/{order_number}/pay`.
   */
  jsapi?: JsapiView | undefined
}>

export type JsapiView = Readonly<{
  /** signed, handed on unchanged */
  parameters: Readonly<Record<string, string>>
  /** the buyer has pressed the button before the login and need not press it again */
  startsAtOnce: boolean
}>

export type QrView =
  | Readonly<{ kind: 'code'; text: string }>
  /** the gateway gave no code */
  | Readonly<{ kind: 'unavailable' }>

/** `confirming`: the buyer says it is paid, and the gateway does not know yet. */
export type CashierState = 'waiting' | 'confirming' | 'closing' | 'expired' | 'cancelled' | 'paid'

export type CashierView = Readonly<{
  orderNumber: string
  state: CashierState
  amountFen: Fen
  /** off by a coupon, in `amountFen` already; absent or 0: none */
  discountFen?: Fen
  lines: readonly LineView[]
  /** the server's clock, the one `expiresAt` belongs to */
  now: Instant
  expiresAt: Instant
  /** in the merchant's order; `method` names the chosen one, as `choose` in ways.ts finds it */
  methods: readonly MethodView[]
  method: PayChoice
  /** the way this buyer took last, which comes first where it pays; absent: nobody knows */
  foremost?: string | undefined
  /**
   * The code that either app can scan: an https: address of ours, `/cashier/{order_number}/scan`. Undefined:
   * not offered. The page offers it on desktops and tablets.
   */
  combined?: Readonly<{ text: string }> | undefined
  /** demo only: the simulator's page that scans for a buyer; `?code=` and the text of the code are added */
  demoScanUrl?: string | undefined
  canCancel: boolean
  /** where the same order can be bought again */
  reorderUrl: string
  /** path of the result page of this order */
  resultUrl: string
  /** whole address that opens this order in another browser too */
  openUrl: string
  /** the gateway could not be reached when the buyer wanted to pay */
  trouble?: Readonly<{ requestId: string }> | undefined
}>

/** The whole key for its buyer, the masked one for everybody else. */
export type LicenseKeyView =
  | Readonly<{ kind: 'whole'; text: string }>
  | Readonly<{ kind: 'masked'; text: string }>

export type LicenseView = Readonly<{
  /** product and plan */
  label: string
  /** why its key is not this order's to show: it was bought before, or has gone to another owner since */
  fate?: 'renewed' | 'upgraded' | 'moved' | undefined
  /** a card that was made elsewhere: it has neither devices nor a validity of ours */
  isCard?: boolean
  maxDevices: number
  validFrom: Instant
  /** null: for ever */
  validUntil: Instant | null
  /** days that begin to count with the first device; absent or null: its time runs */
  awaitingDays?: number | null
  status: LicenseStatus
  key: LicenseKeyView
  /** the offline licence file */
  fileUrl?: string | undefined
  /** the page of this licence, where this browser may see it or has to show the key */
  pageUrl?: string | undefined
}>

/** A text and files that are the same for every buyer. */
export type ContentView = Readonly<{
  label: string
  /** hidden: only the buyer's browser shows it; revoked: its money went back */
  state: 'open' | 'hidden' | 'revoked'
  /** Markdown */
  text: string
  files: readonly Readonly<{ name: string; bytes: number; url: string }>[]
}>

export type PaymentView = Readonly<{
  payType: PayMethod | 'free'
  paidAt: Instant
  tradeNo: string | null
}>

/** Money that is to go back the way it came, and how far it is. */
export type RefundView = Readonly<{
  amountFen: Fen
  /** a second payment of the order's, not its own money */
  isSecond: boolean
  progress:
    | Readonly<{ kind: 'underway' }>
    | Readonly<{ kind: 'returned'; at: Instant }>
    /** by the merchant, in cash or by transfer */
    | Readonly<{ kind: 'handed'; at: Instant }>
    /** it does not go on by itself: the merchant has to look */
    | Readonly<{ kind: 'stuck' }>
    /** the merchant has looked, and says that it was settled in another way */
    | Readonly<{ kind: 'settled' }>
}>

/** What becomes of money that came late and was not delivered on. */
export type LateFate = 'returning' | 'held' | 'settled'

export type ResultOutcome =
  | Readonly<{
      kind: 'paid'
      payment: PaymentView
      licenses: readonly LicenseView[]
      contents?: readonly ContentView[]
      courses?: readonly CourseView[]
      /** all keys as a text file, for orders with several */
      downloadUrl?: string | undefined
      /** the money came after the order had expired */
      late: boolean
      /** all that was paid is on its way back */
      isReturning: boolean
      refunds: readonly RefundView[]
      /** cards that were paid for and are yet to come */
      owedCards?: number
    }>
  /** the money came after the order was closed, and was not delivered on: it goes back, or the seller decides */
  | Readonly<{
      kind: 'late'
      payment: PaymentView
      fate: LateFate
      refunds: readonly RefundView[]
    }>
  | Readonly<{ kind: 'delivery_failed'; payment: PaymentView }>
  | Readonly<{
      kind: 'refunded' | 'part_refunded'
      payment: PaymentView
      /** the way it came */
      refundedFen: Fen
      /** by the merchant's hand */
      handedFen: Fen
      refunds: readonly RefundView[]
      licenses: readonly LicenseView[]
      contents?: readonly ContentView[]
      courses?: readonly CourseView[]
    }>
  /** the buyer came back from the gateway, which does not know yet */
  | Readonly<{ kind: 'confirming' }>
  | Readonly<{ kind: 'unpaid'; expiresAt: Instant }>
  | Readonly<{ kind: 'expired' | 'cancelled'; reorderUrl: string }>

export type ResultView =
  /** the address proves nothing, and names no order this browser may see */
  | Readonly<{ kind: 'unverified' }>
  | Readonly<{
      kind: 'order'
      orderNumber: string
      amountFen: Fen
      /** as in CashierView */
      discountFen?: Fen
      lines: readonly LineView[]
      /** path of this page without what the gateway added */
      resultUrl: string
      /** the seller's own page, where the order came from one */
      sellersUrl?: string | undefined
      outcome: ResultOutcome
      /** for the buyer alone, of what was delivered */
      send?: SendView | undefined
    }>

export type FoundOrder = Readonly<{
  orderNumber: string
  state: OrderState
  amountFen: Fen
  /** as in CashierView */
  discountFen?: Fen
  lines: readonly LineView[]
  payment: PaymentView | null
  refunds: readonly RefundView[]
  /** its money came after it was closed, and nothing was delivered */
  late?: LateFate | undefined
  licenses: readonly LicenseView[]
  contents?: readonly ContentView[]
  courses?: readonly CourseView[]
  /** present while the order can be paid */
  cashierUrl?: string | undefined
  /** present when this browser may see the whole result */
  resultUrl?: string | undefined
}>

export type RecentOrder = Readonly<{
  orderNumber: string
  state: OrderState
  amountFen: Fen
  createdAt: Instant
  name: string
  /** cashier or result */
  url: string
}>

export type ProblemView =
  | Readonly<{ kind: 'not_found' | 'payment_disabled' }>
  /** the order exists or not; this browser may not see it */
  | Readonly<{ kind: 'order_private' }>
  | Readonly<{ kind: 'bad_request' | 'server_error' | 'unavailable'; requestId: string }>
  | Readonly<{ kind: 'rate_limited'; retryAfterSeconds: number }>
