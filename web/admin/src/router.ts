// Addresses of the console. Signed out, every address leads to the sign-in page and from there back to itself.

import { shallowRef, watchEffect } from 'vue'
import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteLocationRaw,
  type RouteRecordRaw,
} from 'vue-router'
import { ApiError } from './api/call.ts'
import { pages } from './pages.ts'
import { can, loadSession, session, shopName } from './shell/session.ts'
import { withWords } from './text/lang.ts'
import { type PageTitle, pageTitles, shellText } from './text/shell.ts'

declare module 'vue-router' {
  interface RouteMeta {
    title?: PageTitle
    right?: string | undefined
    /** reached without being signed in */
    isOpen?: boolean
  }
}

const inside: RouteRecordRaw[] = pages.map(({ path, name, title, right, view }) => ({
  path,
  name,
  component: () => withWords(view),
  meta: { title, right },
}))

export const router = createRouter({
  history: createWebHistory('/admin'),
  routes: [
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => withWords(() => import('./pages/sign-in/SignIn.vue')),
      meta: { title: 'signIn', isOpen: true },
    },
    {
      path: '/',
      component: () => withWords(() => import('./shell/Layout.vue')),
      children: [
        ...inside,
        { path: '', name: 'home', component: () => withWords(() => import('./shell/Home.vue')) },
        {
          path: ':rest(.*)*',
          name: 'not-found',
          component: () => withWords(() => import('./shell/NotFound.vue')),
          meta: { title: 'notFound' },
        },
      ],
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

/** A page that could not be opened, and why; the console shows this instead of nothing. */
export const stuck = shallowRef<Readonly<{ to: string; error: ApiError }>>()

router.beforeEach(async (to) => {
  if (to.meta.isOpen) return true
  if (session.value) return leadOn(to)
  try {
    if ((await loadSession())?.state === 'open') return leadOn(to)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    stuck.value = { to: to.fullPath, error }
    return false
  }
  return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
})

/**
 * The start leads on to the first page of the menu this person may see, before the frame is shown: what somebody opens
 * in it, the menu say, is not closed again by a page that comes after.
 */
function leadOn(to: RouteLocationNormalized): RouteLocationRaw | true {
  const first = to.name === 'home' && pages.find((page) => page.menu && can(page.right))
  return first ? { path: first.path, replace: true } : true
}

router.afterEach((_to, _from, failure) => {
  if (failure) return
  sessionStorage.removeItem('reloaded-for')
  stuck.value = undefined
})

// The files of an older build are gone after an update; the new page knows the new ones.
router.onError((error: unknown, to) => {
  if (!/import|module/i.test(String(error))) return
  if (sessionStorage.getItem('reloaded-for') === to.fullPath) {
    stuck.value = { to: to.fullPath, error: new ApiError(shellText.value.error.offline) }
    return
  }
  sessionStorage.setItem('reloaded-for', to.fullPath)
  location.assign(`/admin${to.fullPath}`)
})

watchEffect(() => {
  const { title } = router.currentRoute.value.meta
  const words = [title && pageTitles.value[title], shopName]
  document.title = words.filter(Boolean).join(' · ') || 'Keytill'
})
