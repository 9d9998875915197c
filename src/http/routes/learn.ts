// The learning pages of a course, for whoever holds the token of an order it was delivered with; chapters that are free
// to look at are open to everybody.

import { Type } from 'typebox'
import {
  accessOf,
  finishChapter,
  nextChapter,
  readChapterFile,
} from '../../app/course/course-access.ts'
import { findPlanNames, findProduct } from '../../db/catalogue.ts'
import { listChapters } from '../../db/chapters.ts'
import type { OrderCourse } from '../../db/courses.ts'
import { Refusal } from '../../errors.ts'
import { productUrl } from '../../pages/addresses.ts'
import { closedCoursePage, learnPage } from '../../pages/course.ts'
import { chapterLines, learnView, readerOf } from '../course-views.ts'
import { fileAnswer } from '../goods-file.ts'
import { learnUrl } from '../goods-views.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { type Answer, type Route, route } from '../route.ts'
import { storefrontOf } from '../shop.ts'

const ofProduct = '/learn/:product_id' as const
const ofChapter = `${ofProduct}/:chapter_id` as const
const ProductParams = Type.Object({ product_id: Type.String({ maxLength: 64 }) })
const ChapterParams = Type.Object({
  ...ProductParams.properties,
  chapter_id: Type.String({ maxLength: 64 }),
})

export const learnRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: ofProduct,
    bodyForm: 'form',
    summary: 'Leads on to the chapter one goes on with',
    params: ProductParams,
    async run(call) {
      const { app, request, params } = call
      const access = await accessOf(app, readerOf(app, request), params.product_id)
      if (access?.state !== 'open') return closed(call, params.product_id, access)
      const chapterId = await nextChapter(app, params.product_id, access.read)
      return chapterId === undefined
        ? closed(call, params.product_id, access)
        : goTo(learnUrl(params.product_id, chapterId))
    },
  }),
  route({
    method: 'GET',
    path: ofChapter,
    bodyForm: 'form',
    summary: 'A chapter of a course',
    params: ChapterParams,
    async run(call) {
      const { app, request, lang, params } = call
      const { product_id: productId, chapter_id: chapterId } = params
      const mine = await accessOf(app, readerOf(app, request), productId)
      const access = mine?.state === 'open' ? mine : undefined
      const chapters = await listChapters(app.db, app.merchantId, productId)
      const chapter = chapters.find((one) => one.chapterId === chapterId)
      const isOpen = access || (chapter?.isPreview && (await isOnSale(call, productId)))
      if (!chapter || !isOpen) return closed(call, productId, mine)
      const product = { productId, name: await nameOf(call, productId) }
      const view = await learnView(app, lang, product, chapters, chapterId, access)
      const answer = page(call, learnPage(await contextOf(call), view))
      const mediaOrigin = view.video?.isPlayable ? new URL(view.video.url).origin : undefined
      return answer.kind === 'text' && mediaOrigin ? { ...answer, mediaOrigin } : answer
    },
  }),
  route({
    method: 'POST',
    path: `${ofChapter}/read`,
    bodyForm: 'form',
    summary: 'Remembers that a chapter is finished, and leads on to the next one',
    params: ChapterParams,
    async run(call) {
      const { app, request, params } = call
      const { product_id: productId, chapter_id: chapterId } = params
      const reader = readerOf(app, request)
      try {
        await finishChapter(app, reader, productId, chapterId)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return closed(call, productId, await accessOf(app, reader, productId))
      }
      const chapters = await listChapters(app.db, app.merchantId, productId)
      const at = chapters.findIndex((one) => one.chapterId === chapterId)
      return goTo(learnUrl(productId, chapters[at + 1]?.chapterId ?? chapterId))
    },
  }),
  route({
    method: 'GET',
    path: `${ofProduct}/files/:file_id`,
    bodyForm: 'form',
    summary: 'A file of a chapter one may read',
    params: Type.Object({ ...ProductParams.properties, file_id: Type.String({ maxLength: 64 }) }),
    errors: ['file_not_found'],
    async run({ app, request, params }) {
      const { product_id: productId, file_id: fileId } = params
      const file = await readChapterFile(app, readerOf(app, request), productId, fileId)
      return fileAnswer(request, file)
    },
  }),
]

/** The course does not open here; why, and what one may look at all the same. */
async function closed(
  call: PageCall,
  productId: string,
  access: OrderCourse | undefined,
): Promise<Answer> {
  const { app, lang } = call
  const product = await nameOf(call, productId)
  const onSale = await isOnSale(call, productId)
  const chapters = await listChapters(app.db, app.merchantId, productId)
  if (chapters.length === 0 && !access) throw new Refusal('course_not_found')
  const view = {
    product,
    reason: access?.closedReason ?? undefined,
    why: access ? (access.state === 'open' ? ('empty' as const) : access.state) : ('none' as const),
    productUrl: onSale ? productUrl(productId) : undefined,
    chapters: onSale ? chapterLines(productId, chapters, lang) : [],
  }
  const status = access && access.state !== 'open' ? 403 : 404
  return page(call, closedCoursePage(await contextOf(call), view), status)
}

async function isOnSale(call: PageCall, productId: string): Promise<boolean> {
  const { app } = call
  const shop = await storefrontOf(call)
  return (await findProduct(app.db, app.merchantId, productId, shop)) !== undefined
}

/** What the product is called, on sale or not. Refuses with course_not_found. */
async function nameOf({ app, lang }: PageCall, productId: string): Promise<string> {
  const names = await findPlanNames(app.db, app.merchantId, productId, '')
  if (!names) throw new Refusal('course_not_found')
  return names.product[lang]
}
