// Who may read a course: whoever was delivered it, until its time is over, its money went back, or a
// person of the shop closed it.

import { findChapter, findChapterFile, listChapters } from '../../db/chapters.ts'
import { listCoursesOfOrders, markChapterRead, type OrderCourse } from '../../db/courses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/** By which orders somebody asks to read. */
export type Reader = Readonly<{ orderNumbers: readonly string[] }>

/**
 * The best a reader has of a course: what is open before what is over, and of those what lasts longest. Undefined: never
 * delivered.
 */
export async function accessOf(
  app: App,
  { orderNumbers }: Reader,
  productId: string,
): Promise<OrderCourse | undefined> {
  if (orderNumbers.length === 0) return undefined
  const lines = await listCoursesOfOrders(app.db, app.merchantId, orderNumbers, productId)
  return [...lines].sort((a, b) => worthOf(b) - worthOf(a))[0]
}

/** Refuses with course_not_found, course_closed, course_ended. */
export async function openCourse(
  app: App,
  reader: Reader,
  productId: string,
): Promise<OrderCourse> {
  const access = await accessOf(app, reader, productId)
  if (!access) throw new Refusal('course_not_found')
  if (access.state === 'closed') throw new Refusal('course_closed')
  if (access.state !== 'open') throw new Refusal('course_ended')
  return access
}

/** Remembers that a chapter is finished. Refuses as openCourse, and with chapter_not_found. */
export async function finishChapter(
  app: App,
  reader: Reader,
  productId: string,
  chapterId: string,
): Promise<void> {
  const access = await openCourse(app, reader, productId)
  const chapter = await findChapter(app.db, app.merchantId, { productId, chapterId })
  if (!chapter) throw new Refusal('chapter_not_found')
  await markChapterRead(app.db, app.merchantId, access, chapterId)
}

/** A file of a chapter that is open to everybody, or of a course the reader has. Refuses with file_not_found. */
export async function readChapterFile(
  app: App,
  reader: Reader,
  productId: string,
  fileId: string,
): Promise<Readonly<{ name: string; bytes: Buffer }>> {
  const file = await findChapterFile(app.db, app.merchantId, productId, fileId)
  if (!file) throw new Refusal('file_not_found')
  if (!file.isPreview) {
    const access = await accessOf(app, reader, productId)
    // Nobody learns which files there are.
    if (access?.state !== 'open') throw new Refusal('file_not_found')
  }
  return file
}

/** The chapter one goes on with: the first that is not finished, else the first. */
export async function nextChapter(
  app: App,
  productId: string,
  read: readonly string[],
): Promise<string | undefined> {
  const chapters = await listChapters(app.db, app.merchantId, productId)
  const next = chapters.find(({ chapterId }) => !read.includes(chapterId)) ?? chapters[0]
  return next?.chapterId
}

function worthOf({ state, validUntil }: OrderCourse): number {
  const end = validUntil ?? Number.MAX_SAFE_INTEGER / 4
  return state === 'open' ? end + Number.MAX_SAFE_INTEGER / 2 : end
}
