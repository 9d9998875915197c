// Which ways to pay a method offers where the page runs: the table of environments in one place.

import type { Environment, MethodView, Scene } from './views.ts'

export type Ways = Readonly<{
  /** the button that leaves for the gateway's page */
  jump?: Readonly<{ scene: Scene; newTab: boolean; kind: 'jump' | 'here' | 'inside' }>
  /** a code for another device to scan */
  scan: boolean
}>

/** An app whose built-in browser cannot open the gateway: the page asks to change to a browser. */
export function isCovered(env: Environment): env is 'wechat' | 'other-app' {
  return env === 'wechat' || env === 'other-app'
}

/**
 * The best ways first, the other ones where the configuration allows no better: a desktop opens a new tab
 * so that the cashier can watch, a phone never does.
 */
export function waysIn(env: Environment, method: MethodView): Ways {
  const allows = (scene: Scene) => method.scenes.includes(scene)
  const either = (first: Scene, second: Scene) =>
    allows(first) ? first : allows(second) ? second : undefined
  switch (env) {
    case 'desktop': {
      const scene = either('pc', 'wap')
      return { ...(scene && { jump: { scene, newTab: true, kind: 'jump' } }), scan: allows('qr') }
    }
    case 'tablet': {
      const scene = either('wap', 'pc')
      return { ...(scene && { jump: { scene, newTab: false, kind: 'here' } }), scan: allows('qr') }
    }
    case 'phone': {
      const scene = either('wap', 'pc')
      return scene
        ? { jump: { scene, newTab: false, kind: 'jump' }, scan: false }
        : { scan: allows('qr') }
    }
    case 'alipay': {
      const scene = method.id === 'alipay' ? either('wap', 'pc') : undefined
      return { ...(scene && { jump: { scene, newTab: false, kind: 'inside' } }), scan: false }
    }
    case 'wechat':
    case 'other-app':
      return { scan: false }
  }
}
