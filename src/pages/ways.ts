// Which ways to pay work where the page runs: the table of environments in one place, and the choices that
// follow from it.

import type { CashierView, Environment, MethodView, PayChoice, Scene } from './views.ts'

export type Ways = Readonly<{
  /** the button that leaves for the gateway's page, or for the app around the page */
  jump?: Readonly<{ scene: Scene; newTab: boolean; kind: 'jump' | 'here' | 'inside' }>
  /** a code for another device to scan */
  scan?: boolean
  /** not here, but in the phone's browser: the page says how to get there */
  cover?: boolean
}>

/**
 * The best ways first, the other ones where the configuration allows no better: a desktop opens a new tab
 * so that the cashier can watch, a phone never does. Empty: it does not work here at all.
 */
export function waysIn(env: Environment, method: Pick<MethodView, 'id' | 'scenes'>): Ways {
  const allows = (scene: Scene) => method.scenes.includes(scene)
  const page = pageScene(env, method)
  const scan = allows('qr') && { scan: true }
  switch (env) {
    case 'desktop':
      return { ...(page && { jump: { scene: page, newTab: true, kind: 'jump' } }), ...scan }
    case 'tablet':
      return { ...(page && { jump: { scene: page, newTab: false, kind: 'here' } }), ...scan }
    case 'phone':
      return page ? { jump: { scene: page, newTab: false, kind: 'jump' } } : { ...scan }
    case 'alipay':
      if (method.id === 'wechat' || !page) return { cover: true }
      return { jump: { scene: page, newTab: false, kind: 'inside' } }
    case 'wechat':
      if (method.id === 'alipay' || !allows('jsapi')) return { cover: true }
      return { jump: { scene: 'jsapi', newTab: false, kind: 'inside' } }
    case 'other-app':
      return { cover: true }
  }
}

/** The gateway's page for this kind of device. WeChat's opens its app, which a desktop has not. */
function pageScene(env: Environment, { id, scenes }: Pick<MethodView, 'id' | 'scenes'>) {
  const isDesktop = env === 'desktop'
  if (id === 'wechat' && isDesktop) return undefined
  const wanted: readonly Scene[] = isDesktop ? ['pc', 'wap'] : ['wap', 'pc']
  return wanted.find((scene) => scenes.includes(scene))
}

/** One line of the page's choice. `usable`: it can be chosen here. */
export type Choice = Readonly<{
  id: PayChoice
  ways: Ways
  usable: boolean
  /** undefined: the code that either app can scan */
  method: MethodView | undefined
}>

type Offered = Pick<CashierView, 'methods' | 'combined' | 'foremost'>

/**
 * What the page offers to choose from: the way this buyer took last, then the merchant's order, but what pays here before
 * what needs a browser. Inside Alipay, WeChat Pay is not shown beside a way that works.
 */
export function choicesIn(
  env: Environment,
  { methods, combined, foremost }: Offered,
): readonly Choice[] {
  const all = methods.map((method): Choice => {
    const ways = waysIn(env, method)
    return { id: method.id, ways, method, usable: method.available && Object.keys(ways).length > 0 }
  })
  const here = all.filter((choice) => !choice.ways.cover)
  const elsewhere = all.filter((choice) => choice.ways.cover)
  const isBig = env === 'desktop' || env === 'tablet'
  const both: Choice = { id: 'both', ways: { scan: true }, method: undefined, usable: true }
  const hidesRest = env === 'alipay' && here.some((choice) => choice.usable)
  const offered = [...here, ...(hidesRest ? [] : elsewhere), ...(combined && isBig ? [both] : [])]
  const first = offered.find((one) => one.id === foremost && one.usable && !one.ways.cover)
  return first ? [first, ...offered.filter((one) => one !== first)] : offered
}

/**
 * The choice a page begins with: the one its address asks for, or the buyer's last one if it pays here, or the
 * first that does. Undefined: nothing can be chosen.
 */
export function choose(
  choices: readonly Choice[],
  wanted: Readonly<{ asked?: string | undefined; remembered?: string | undefined }>,
): Choice | undefined {
  const usable = choices.filter((choice) => choice.usable)
  const here = usable.filter((choice) => !choice.ways.cover)
  return (
    usable.find((choice) => choice.id === wanted.asked) ??
    here.find((choice) => choice.id === wanted.remembered) ??
    usable[0]
  )
}
