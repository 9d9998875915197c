// What deeds are made of: their shape, and those of one kind.

import type { Browser } from '../../support/console.ts'
import { aPlan, reason, type Stage } from './stage.ts'

export type Deed = Readonly<{
  at: string
  body?: unknown
  /** a body that is used up by a call, made anew for each */
  bodyOf?: () => Promise<unknown>
  by?: Browser
  /** where the deed itself is to be seen; absent: it shows or deletes something, or goes on by itself */
  table?: string
}>

/** Paths without the method; each sets its own stage. */
export type Deeds = Readonly<Record<string, (stage: Stage) => Promise<Deed>>>

export const aFile = { name: 'manual.txt', file: Buffer.from('read me').toString('base64') }

export async function contentPlan(stage: Stage): Promise<string> {
  const packages = `${await stage.product()}/packages`
  await stage.post(packages, { ...aPlan, package_id: 'course', kind: 'content' })
  return `${packages}/course`
}

export const aChapter = { name: { zh: '第一章' }, text: '开头', video: '', is_preview: false }

export async function chapterAt(stage: Stage): Promise<string> {
  const chapters = `${await stage.product()}/chapters`
  const { chapter_id } = (await stage.post(chapters, aChapter)).json.data
  return `${chapters}/${chapter_id}`
}

/** An order whose first line is a course its buyer may read. */
export async function aCourseSold(stage: Stage): Promise<string> {
  const at = await stage.product()
  await stage.post(`${at}/chapters`, aChapter)
  await stage.post(`${at}/packages`, { ...aPlan, package_id: 'all', kind: 'course' })
  await stage.post(`${at}/change`, { on_sale: true })
  const product_id = at.slice(at.lastIndexOf('/') + 1)
  const { number } = await stage.paid(1, { product_id, package_id: 'all' })
  return `/orders/${number}/courses/1`
}

function aShop(stage: Stage) {
  return { host: `${stage.fresh('other')}.example`, name: '二店', products: null }
}

async function shopAt(stage: Stage): Promise<string> {
  return `/shops/${(await stage.post('/shops', aShop(stage))).json.data.shop_id}`
}

export function deedsOfShops(): Deeds {
  return {
    '/shops': async (stage) => ({ at: '/shops', body: aShop(stage), table: 'shop' }),
    // Back to all of them, as the deeds after it buy what is made meanwhile.
    '/shops/main': async (stage) => {
      await stage.post('/shops/main', { products: ['demo-app'] })
      return { at: '/shops/main', body: { products: null }, table: 'shop_look' }
    },
    '/shops/:shop_id': async (stage) => ({
      at: await shopAt(stage),
      body: aShop(stage),
      table: 'shop',
    }),
    '/shops/:shop_id/open': async (stage) => ({
      at: `${await shopAt(stage)}/open`,
      body: { is_open: false },
      table: 'shop',
    }),
  }
}

export function deedsOfChapters(): Deeds {
  const one = '/catalogue/products/:product_id/chapters/:chapter_id'
  const sold = '/orders/:order_number/courses/:line_no'
  return {
    [`${sold}/close`]: async (stage) => ({
      at: `${await aCourseSold(stage)}/close`,
      body: { reason },
      table: 'course_closed',
    }),
    [`${sold}/open`]: async (stage) => {
      const at = await aCourseSold(stage)
      await stage.post(`${at}/close`, { reason })
      return { at: `${at}/open`, body: { reason } }
    },
    '/catalogue/products/:product_id/chapters': async (stage) => ({
      at: `${await stage.product()}/chapters`,
      body: aChapter,
      table: 'chapter',
    }),
    [`${one}/change`]: async (stage) => ({
      at: `${await chapterAt(stage)}/change`,
      body: { ...aChapter, text: 'other' },
      table: 'chapter',
    }),
    [`${one}/move`]: async (stage) => {
      const at = await chapterAt(stage)
      await stage.post(at.replace(/\/[^/]+$/, ''), aChapter)
      return { at: `${at}/move`, body: { to: 'down' }, table: 'chapter' }
    },
    [`${one}/delete`]: async (stage) => ({ at: `${await chapterAt(stage)}/delete` }),
    [`${one}/files`]: async (stage) => ({
      at: `${await chapterAt(stage)}/files`,
      body: aFile,
      table: 'chapter_file',
    }),
    [`${one}/files/:file_id/delete`]: async (stage) => {
      const files = `${await chapterAt(stage)}/files`
      const { file_id } = (await stage.post(files, aFile)).json.data
      return { at: `${files}/${file_id}/delete` }
    },
  }
}

export const aBatch = { product_id: 'demo-app', package_id: 'year', quantity: 2, note: 'N' }

export function changeOfLicense(verb: string, more: object = {}): Deeds {
  return {
    [`/licenses/:license_id/${verb}`]: async (stage) => ({
      at: `${await stage.license()}/${verb}`,
      body: { reason, ...more },
      table: 'license',
    }),
  }
}

export function changeOfOperator(verb: string, more: object = {}): Deeds {
  return {
    [`/operators/:operator_id/${verb}`]: async (stage) => ({
      at: `${await stage.operator()}/${verb}`,
      body: { reason, ...more },
      table: 'operator',
    }),
  }
}

export function deedOfCards(
  verb: string,
  rest: (stage: Stage, at: string) => Promise<Omit<Deed, 'at'>>,
): Deeds {
  const path = '/catalogue/products/:product_id/packages/:package_id/cards'
  return {
    [`${path}/${verb}`]: async (stage) => {
      const at = await stage.cards()
      return { at: `${at}/${verb}`, ...(await rest(stage, at)) }
    },
  }
}

export const plainLook = {
  accent: null,
  announcement: { zh: '', en: '' },
  announce_until: null,
  license_url: '',
  icp: '',
  police: '',
  links: [],
}
