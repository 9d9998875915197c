// Asked for, the address of a form leads to the page the form is on: a browser asks when a tab comes back to life.

import { Type } from 'typebox'
import { goTo } from '../page-answer.ts'
import { pagesOfForms, readerOf } from '../posted-pages.ts'
import { type Route, route } from '../route.ts'

/** A page at the same address as its form answers by itself. */
export const postedPageRoutes: readonly Route[] = Object.entries(pagesOfForms)
  .filter(([path, page]) => page(() => '').split('?', 1)[0] !== path)
  .map(([path, page]) =>
    route({
      method: 'GET',
      path,
      bodyForm: 'form',
      summary: 'Leads to the page of the form that is sent here',
      ...paramsOf(path),
      run: async ({ request }) => goTo(page(readerOf(request))),
    }),
  )

function paramsOf(path: string) {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  if (names.length === 0) return {}
  return { params: Type.Object(Object.fromEntries(names.map((name) => [name, Type.String()]))) }
}
