// The chapters of a course in the console: written, ordered, deleted, and their files. The text is goods: it is kept
// sealed, and the log does not repeat it.

import { movedOne, parsePlainText } from '../../core/catalogue.ts'
import { randomText } from '../../core/ids.ts'
import { parseVideoUrl } from '../../core/video.ts'
import type { Author } from '../../db/audit-log.ts'
import {
  addChapter,
  type Chapter,
  type ChapterFields,
  type ChapterId,
  type ChapterSummary,
  copyChapterFiles,
  deleteChapter,
  deleteChapterFile,
  editChapter,
  findChapter,
  insertChapterFile,
  listChapters,
  orderChapters,
} from '../../db/chapters.ts'
import type { Db } from '../../db/connect.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import {
  changeCatalogue,
  differences,
  nameIn,
  productOf,
  type TypedText,
} from './change-catalogue.ts'
import { fileIn, requireRoom, type TypedFile } from './goods-file.ts'
import { contentMax } from './plan-content.ts'
import { chapterVersion, requireVersion } from './version.ts'

const chaptersMax = 200

/** What a person types of a chapter; an empty text or video is none. */
export type TypedChapter = Readonly<{
  name: TypedText
  text: string
  video: string
  isPreview: boolean
}>
export type OpenChapter = Omit<Chapter, 'textSealed'> & Readonly<{ text: string; version: string }>

/** Refuses with product_not_found. */
export async function readChapters(app: App, productId: string): Promise<ChapterSummary[]> {
  await productOf(app, app.db, productId)
  return listChapters(app.db, app.merchantId, productId)
}

/** Refuses with chapter_not_found. */
export async function readChapter(app: App, id: ChapterId): Promise<OpenChapter> {
  const { textSealed, ...chapter } = await chapterOf(app, app.db, id)
  const text = openChapterText(app, id, textSealed)
  return { ...chapter, text, version: versionOf(chapter, text) }
}

/** The text as it was typed; none: empty. */
export function openChapterText({ sealer }: App, id: ChapterId, textSealed: string | null): string {
  return textSealed === null ? '' : sealer.unseal(textSealed, contextOf(id)).toString('utf8')
}

/** Adds it as the last, and answers its id. Refuses with product_not_found, invalid_request. */
export async function createChapter(
  app: App,
  productId: string,
  typed: TypedChapter,
  by: Author,
): Promise<string> {
  const id = { productId, chapterId: randomText(app.random, 12).toLowerCase() }
  const fields = fieldsIn(app, id, typed)
  await changeCatalogue(app, by, async (tx) => {
    await productOf(app, tx, productId)
    const others = await listChapters(tx, app.merchantId, productId)
    if (others.length >= chaptersMax) throw new Refusal('invalid_request', { field: 'name' })
    await addChapter(tx, app.merchantId, id, fields)
    return { action: 'chapter.create', subject: productId, details: { name: fields.title } }
  })
  return id.chapterId
}

/**
 * Every reader sees it from now on. `version` is what the editor saw. Refuses with chapter_not_found, invalid_request,
 * changed_meanwhile.
 */
export async function changeChapter(
  app: App,
  id: ChapterId,
  typed: TypedChapter,
  by: Author,
  version?: string,
): Promise<void> {
  const fields = fieldsIn(app, id, typed)
  await changeCatalogue(app, by, async (tx) => {
    const chapter = await chapterOf(app, tx, id)
    const text = openChapterText(app, id, chapter.textSealed)
    requireVersion(version, versionOf(chapter, text))
    const details = differences(told(chapter, text), told(fields, parsePlainText(typed.text)))
    if (Object.keys(details).length === 0 && text === parsePlainText(typed.text)) return undefined
    await editChapter(tx, app.merchantId, id, fields)
    const entry = { chapter: chapter.title, ...details }
    return { action: 'chapter.change', subject: id.productId, details: entry }
  })
}

/** All of them to a product that has none, with their files; texts are sealed anew, as a seal is for one place. */
export async function copyChapters(
  app: App,
  tx: Db,
  productId: string,
  copyId: string,
): Promise<void> {
  for (const { chapterId } of await listChapters(tx, app.merchantId, productId)) {
    const from = { productId, chapterId }
    const to = { productId: copyId, chapterId }
    const chapter = await chapterOf(app, tx, from)
    const text = openChapterText(app, from, chapter.textSealed)
    const fields = { ...chapter, textSealed: sealChapterText(app, to, text) }
    await addChapter(tx, app.merchantId, to, fields)
  }
  await copyChapterFiles(tx, app.merchantId, productId, copyId)
}

/** One place up or down. Refuses with chapter_not_found. */
export async function moveChapter(
  app: App,
  id: ChapterId,
  to: 'up' | 'down',
  by: Author,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const { title } = await chapterOf(app, tx, id)
    const before = (await listChapters(tx, app.merchantId, id.productId)).map(
      (one) => one.chapterId,
    )
    const after = movedOne(before, id.chapterId, to)
    if (after === before) return undefined
    await orderChapters(tx, app.merchantId, id.productId, after)
    return { action: 'chapter.move', subject: id.productId, details: { chapter: title, to } }
  })
}

/** With its files; nobody reads it any more. Refuses with chapter_not_found. */
export async function removeChapter(app: App, id: ChapterId, by: Author): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const { title } = await chapterOf(app, tx, id)
    await deleteChapter(tx, app.merchantId, id)
    return { action: 'chapter.delete', subject: id.productId, details: { name: title } }
  })
}

/** Answers the file's id. Refuses with chapter_not_found, invalid_request. */
export async function addChapterFile(
  app: App,
  id: ChapterId,
  typed: TypedFile,
  by: Author,
): Promise<string> {
  const file = fileIn(app, typed)
  await changeCatalogue(app, by, async (tx) => {
    const { title, files } = await chapterOf(app, tx, id)
    requireRoom(files)
    await insertChapterFile(tx, app.merchantId, id, file)
    const details = { chapter: title, added: file.name, bytes: file.bytes.length }
    return { action: 'chapter.file', subject: id.productId, details }
  })
  return file.fileId
}

/** Refuses with chapter_not_found, file_not_found. */
export async function removeChapterFile(
  app: App,
  id: ChapterId,
  fileId: string,
  by: Author,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const { title } = await chapterOf(app, tx, id)
    const name = await deleteChapterFile(tx, app.merchantId, id, fileId)
    if (name === undefined) throw new Refusal('file_not_found')
    return {
      action: 'chapter.file',
      subject: id.productId,
      details: { chapter: title, removed: name },
    }
  })
}

function sealChapterText({ sealer }: App, id: ChapterId, text: string): string | null {
  return text === '' ? null : sealer.seal(text, contextOf(id))
}

async function chapterOf(app: App, db: Db, id: ChapterId): Promise<Chapter> {
  const chapter = await findChapter(db, app.merchantId, id)
  if (!chapter) throw new Refusal('chapter_not_found')
  return chapter
}

function fieldsIn(app: App, id: ChapterId, typed: TypedChapter): ChapterFields {
  const text = parsePlainText(typed.text)
  if (text.length > contentMax) throw new Refusal('invalid_request', { field: 'text' })
  const videoUrl = typed.video.trim() === '' ? null : parseVideoUrl(typed.video)
  if (videoUrl === undefined) throw new Refusal('invalid_request', { field: 'video' })
  return {
    title: nameIn(typed.name),
    textSealed: sealChapterText(app, id, text),
    videoUrl,
    isPreview: typed.isPreview,
  }
}

/** What the log tells of a chapter: of its text the length alone. */
function told({ title, videoUrl, isPreview }: Omit<ChapterFields, 'textSealed'>, text: string) {
  return { name: title, video: videoUrl ?? '', isPreview, characters: text.length }
}

function versionOf(
  { title, videoUrl, isPreview }: Omit<ChapterFields, 'textSealed'>,
  text: string,
): string {
  return chapterVersion([title.zh, title.en, videoUrl, isPreview, text])
}

function contextOf({ productId, chapterId }: ChapterId): string {
  return `chapter|${productId}|${chapterId}`
}
