// The chapters of a course: their words, their order, and their files.

import { type Static, Type } from 'typebox'
import {
  addChapterFile,
  changeChapter,
  createChapter,
  moveChapter,
  readChapter,
  readChapters,
  removeChapter,
  removeChapterFile,
} from '../../../app/catalogue/chapters.ts'
import { contentMax } from '../../../app/catalogue/plan-content.ts'
import { consoleRoute, found, listReply, nothing } from '../../console-route.ts'
import { FileBody, Files, fileBodyMax, filesData, fileTyped } from '../../goods-file.ts'
import { ok, type Route } from '../../route.ts'
import { Both, Move, NameBody, ProductParams, Version } from './catalogue-fields.ts'

const chapters = '/api/v1/admin/catalogue/products/:product_id/chapters' as const
const one = `${chapters}/:chapter_id` as const
const right = 'catalogue.write' as const
const exact = { additionalProperties: false }
const saved = { zh: '已保存，立即生效', en: 'Saved, and in force now' }
const deleted = { zh: '已删除', en: 'Deleted' }

const ChapterParams = Type.Object({
  ...ProductParams.properties,
  chapter_id: Type.String({ maxLength: 64 }),
})
const fields = {
  name: NameBody,
  /** Twice the length in characters, so that the limit is the server's own and in its words. */
  text: Type.String({ maxLength: contentMax * 2, description: "Markdown; '': none" }),
  video: Type.String({ maxLength: 4_000, description: "an https address; '': none" }),
  is_preview: Type.Boolean({ description: 'open to everybody who looks at the product' }),
}
const ChapterBody = Type.Object(fields, exact)
const ChangeBody = Type.Object({ ...fields, version: Type.Optional(Version) }, exact)

const idIn = (params: Readonly<{ product_id: string; chapter_id: string }>) => ({
  productId: params.product_id,
  chapterId: params.chapter_id,
})
const typedIn = ({ name, text, video, is_preview }: Static<typeof ChapterBody>) => ({
  name,
  text,
  video,
  isPreview: is_preview,
})

export const chapterAdminRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: chapters,
    summary: 'The chapters of a course in the order they are read',
    right,
    params: ProductParams,
    reply: listReply(
      Type.Object({
        chapter_id: Type.String(),
        name: Both,
        is_preview: Type.Boolean(),
        has_text: Type.Boolean(),
        has_video: Type.Boolean(),
        files: Type.Integer(),
      }),
    ),
    errors: ['product_not_found'],
    async run({ app, params }) {
      const rows = (await readChapters(app, params.product_id)).map((chapter) => ({
        chapter_id: chapter.chapterId,
        name: chapter.title,
        is_preview: chapter.isPreview,
        has_text: chapter.hasText,
        has_video: chapter.hasVideo,
        files: chapter.files,
      }))
      return ok(found, { rows, next: null, total: rows.length })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: chapters,
    summary: 'Add a chapter as the last; those who have the course read it too',
    right,
    params: ProductParams,
    body: ChapterBody,
    bodyMax: contentMax * 8,
    reply: Type.Object({ chapter_id: Type.String() }),
    errors: ['invalid_request', 'product_not_found'],
    async run({ app, params, body, by }) {
      const chapter_id = await createChapter(app, params.product_id, typedIn(body), by)
      return ok(saved, { chapter_id })
    },
  }),
  consoleRoute({
    method: 'GET',
    path: one,
    summary: 'A chapter as it is read, with its files',
    right,
    params: ChapterParams,
    reply: Type.Object({
      chapter_id: Type.String(),
      version: Version,
      name: Both,
      text: Type.String(),
      video: Type.String(),
      is_preview: Type.Boolean(),
      files: Files,
    }),
    errors: ['chapter_not_found'],
    async run({ app, params }) {
      const chapter = await readChapter(app, idIn(params))
      return ok(found, {
        chapter_id: chapter.chapterId,
        version: chapter.version,
        name: chapter.title,
        text: chapter.text,
        video: chapter.videoUrl ?? '',
        is_preview: chapter.isPreview,
        files: filesData(chapter.files),
      })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/change`,
    summary: 'Change a chapter, which earlier buyers see too',
    right,
    params: ChapterParams,
    body: ChangeBody,
    bodyMax: contentMax * 8,
    reply: nothing,
    errors: ['invalid_request', 'chapter_not_found', 'changed_meanwhile'],
    async run({ app, params, body, by }) {
      const { version, ...typed } = body
      await changeChapter(app, idIn(params), typedIn(typed), by, version)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/move`,
    summary: 'One place up or down in the course',
    right,
    params: ChapterParams,
    body: Move,
    reply: nothing,
    errors: ['invalid_request', 'chapter_not_found'],
    async run({ app, params, body, by }) {
      await moveChapter(app, idIn(params), body.to, by)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/delete`,
    summary: 'Take a chapter with its files away from every reader',
    right,
    params: ChapterParams,
    body: nothing,
    reply: nothing,
    errors: ['invalid_request', 'chapter_not_found'],
    async run({ app, params, by }) {
      await removeChapter(app, idIn(params), by)
      return ok(deleted, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/files`,
    summary: 'Add a file (of up to 10 MB, in base64) to a chapter',
    right,
    bodyMax: fileBodyMax,
    params: ChapterParams,
    body: FileBody,
    reply: Type.Object({ file_id: Type.String() }),
    errors: ['invalid_request', 'chapter_not_found'],
    async run({ app, params, body, by }) {
      return ok(saved, { file_id: await addChapterFile(app, idIn(params), fileTyped(body), by) })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/files/:file_id/delete`,
    summary: 'Take a file away from every reader',
    right,
    params: Type.Object({ ...ChapterParams.properties, file_id: Type.String({ maxLength: 64 }) }),
    body: nothing,
    reply: nothing,
    errors: ['invalid_request', 'chapter_not_found', 'file_not_found'],
    async run({ app, params, by }) {
      await removeChapterFile(app, idIn(params), params.file_id, by)
      return ok(deleted, {})
    },
  }),
]
