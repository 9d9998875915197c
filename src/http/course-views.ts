// Courses as pages show them: who reads, and what is open to them.

import type { FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { readChapter } from '../app/catalogue/chapters.ts'
import type { Reader } from '../app/course/course-access.ts'
import { isPlayable } from '../core/video.ts'
import type { ListedChapter } from '../db/chapters.ts'
import type { OrderCourse } from '../db/courses.ts'
import type { Lang } from '../errors.ts'
import { productUrl } from '../pages/addresses.ts'
import type { ChapterLine, LearnView } from '../pages/views-course.ts'
import { ordersOwned } from './customer.ts'
import { learnUrl } from './goods-views.ts'
import { ordersOfBrowser } from './identity.ts'
import { resultUrl } from './page-views.ts'

/** Whoever holds the token of an order reads what it was delivered. */
export function readerOf(app: App, request: FastifyRequest): Reader {
  return { orderNumbers: [...ordersOwned(request), ...ordersOfBrowser(app, request)] }
}

/** With `access` every chapter is open; without it those that are free to look at. */
export function chapterLines(
  productId: string,
  chapters: readonly ListedChapter[],
  lang: Lang,
  access?: OrderCourse,
  currentId?: string,
): readonly ChapterLine[] {
  return chapters.map(({ chapterId, title, isPreview }) => ({
    title: title[lang],
    url: access || isPreview ? learnUrl(productId, chapterId) : undefined,
    isPreview: isPreview && !access,
    isRead: access?.read.includes(chapterId) ?? false,
    isCurrent: chapterId === currentId,
  }))
}

/** One chapter, open. Refuses with chapter_not_found. */
export async function learnView(
  app: App,
  lang: Lang,
  product: Readonly<{ productId: string; name: string }>,
  chapters: readonly ListedChapter[],
  chapterId: string,
  access: OrderCourse | undefined,
): Promise<LearnView> {
  const { productId } = product
  const { title, text, videoUrl, files } = await readChapter(app, { productId, chapterId })
  const at = chapters.findIndex((one) => one.chapterId === chapterId)
  const url = (one: ListedChapter | undefined) =>
    one && (access || one.isPreview) ? learnUrl(productId, one.chapterId) : undefined
  return {
    product: product.name,
    chapters: chapterLines(productId, chapters, lang, access, chapterId),
    title: title[lang],
    text,
    video: videoUrl === null ? undefined : { url: videoUrl, isPlayable: isPlayable(videoUrl) },
    files: files.map(({ fileId, name, bytes }) => ({
      name,
      bytes,
      url: `${learnUrl(productId)}/files/${fileId}`,
    })),
    previousUrl: url(chapters[at - 1]),
    nextUrl: url(chapters[at + 1]),
    access: access
      ? {
          kind: 'own',
          validUntil: access.validUntil,
          read: access.read.length,
          finishUrl: `${learnUrl(productId, chapterId)}/read`,
          orderUrl: resultUrl(access),
        }
      : { kind: 'preview', buyUrl: productUrl(productId) },
  }
}
