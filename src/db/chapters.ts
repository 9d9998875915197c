// The chapters of products that are sold as courses, with their texts, videos and files.

import type { LocalText } from '../core/order.ts'
import { type Db, statement } from './connect.ts'
import { filesFrom, type GoodsFile } from './plan-content.ts'

/** What is edited of a chapter; `textSealed` null: it has none. */
export type ChapterFields = Readonly<{
  title: LocalText
  textSealed: string | null
  videoUrl: string | null
  /** open to everybody who looks at the product */
  isPreview: boolean
}>
export type Chapter = ChapterFields & Readonly<{ chapterId: string; files: readonly GoodsFile[] }>

/** As a list of chapters shows one. */
export type ChapterSummary = Pick<Chapter, 'chapterId' | 'title' | 'isPreview'> &
  Readonly<{ hasText: boolean; hasVideo: boolean; files: number }>

/** Which chapter. */
export type ChapterId = Readonly<{ productId: string; chapterId: string }>

const selectAll = statement(
  'list_chapters',
  `select c.chapter_id as "chapterId", c.title, c.is_preview as "isPreview", c.text_sealed is not null as "hasText",
     c.video_url is not null as "hasVideo", (select count(*) from chapter_file f where f.merchant_id = c.merchant_id
       and f.product_id = c.product_id and f.chapter_id = c.chapter_id) as files
   from chapter c where c.merchant_id = $1 and c.product_id = $2 order by c.position, c.chapter_id`,
)

/** In the order they are read. */
export async function listChapters(
  db: Db,
  merchantId: number,
  productId: string,
): Promise<ChapterSummary[]> {
  return db.rows<ChapterSummary>(selectAll, [merchantId, productId])
}

const selectOfAll = statement(
  'list_chapters_on_sale',
  `select c.product_id as "productId", c.chapter_id as "chapterId", c.title, c.is_preview as "isPreview"
   from chapter c join product p using (merchant_id, product_id)
   where c.merchant_id = $1 and p.on_sale order by c.position, c.chapter_id`,
)

export type ListedChapter = Pick<ChapterSummary, 'chapterId' | 'title' | 'isPreview'>

/** Of every product that is on sale. */
export async function listChaptersOnSale(
  db: Db,
  merchantId: number,
): Promise<(ListedChapter & Readonly<{ productId: string }>)[]> {
  return db.rows(selectOfAll, [merchantId])
}

const selectOne = statement(
  'find_chapter',
  `select c.chapter_id as "chapterId", c.title, c.text_sealed as "textSealed", c.video_url as "videoUrl",
     c.is_preview as "isPreview", ${filesFrom(`chapter_file f where f.merchant_id = c.merchant_id
         and f.product_id = c.product_id and f.chapter_id = c.chapter_id`)} as files
   from chapter c where c.merchant_id = $1 and c.product_id = $2 and c.chapter_id = $3`,
)

export async function findChapter(
  db: Db,
  merchantId: number,
  { productId, chapterId }: ChapterId,
): Promise<Chapter | undefined> {
  return (await db.rows<Chapter>(selectOne, [merchantId, productId, chapterId]))[0]
}

const selectFile = statement(
  'find_chapter_file',
  `select f.name, f.bytes, c.is_preview and p.on_sale as "isPreview"
   from chapter_file f
   join chapter c using (merchant_id, product_id, chapter_id)
   join product p using (merchant_id, product_id)
   where f.merchant_id = $1 and f.product_id = $2 and f.file_id = $3`,
)

/** `isPreview`: anybody may have it. */
export async function findChapterFile(
  db: Db,
  merchantId: number,
  productId: string,
  fileId: string,
): Promise<Readonly<{ name: string; bytes: Buffer; isPreview: boolean }> | undefined> {
  type File = Readonly<{ name: string; bytes: Buffer; isPreview: boolean }>
  return (await db.rows<File>(selectFile, [merchantId, productId, fileId]))[0]
}

const insertOne = statement(
  'add_chapter',
  `insert into chapter (merchant_id, product_id, chapter_id, position, title, text_sealed, video_url, is_preview)
   select $1, $2, $3, (select coalesce(max(position) + 1, 0) from chapter where merchant_id = $1 and product_id = $2),
     $4, $5, $6, $7`,
)

/** Puts it last. */
export async function addChapter(
  tx: Db,
  merchantId: number,
  { productId, chapterId }: ChapterId,
  { title, textSealed, videoUrl, isPreview }: ChapterFields,
): Promise<void> {
  const values = [title, textSealed, videoUrl, isPreview]
  await tx.rows(insertOne, [merchantId, productId, chapterId, ...values])
}

const updateOne = statement(
  'edit_chapter',
  `update chapter set title = $4, text_sealed = $5, video_url = $6, is_preview = $7
   where merchant_id = $1 and product_id = $2 and chapter_id = $3`,
)

export async function editChapter(
  tx: Db,
  merchantId: number,
  { productId, chapterId }: ChapterId,
  { title, textSealed, videoUrl, isPreview }: ChapterFields,
): Promise<void> {
  const values = [title, textSealed, videoUrl, isPreview]
  await tx.rows(updateOne, [merchantId, productId, chapterId, ...values])
}

const placeAll = statement(
  'place_chapters',
  `update chapter c set position = o.position
   from unnest($3::text[]) with ordinality as o(chapter_id, position)
   where c.merchant_id = $1 and c.product_id = $2 and c.chapter_id = o.chapter_id`,
)

/** Puts all chapters of a product into this order. */
export async function orderChapters(
  tx: Db,
  merchantId: number,
  productId: string,
  chapterIds: readonly string[],
): Promise<void> {
  await tx.rows(placeAll, [merchantId, productId, chapterIds])
}

const deleteOne = statement(
  'delete_chapter',
  'delete from chapter where merchant_id = $1 and product_id = $2 and chapter_id = $3',
)

/** With its files, and with who has read it. */
export async function deleteChapter(
  tx: Db,
  merchantId: number,
  { productId, chapterId }: ChapterId,
): Promise<void> {
  await tx.rows(deleteOne, [merchantId, productId, chapterId])
}

const insertFile = statement(
  'insert_chapter_file',
  `insert into chapter_file (merchant_id, product_id, chapter_id, file_id, name, bytes, added_at)
   values ($1, $2, $3, $4, $5, $6, app_now())`,
)

export async function insertChapterFile(
  tx: Db,
  merchantId: number,
  { productId, chapterId }: ChapterId,
  file: Readonly<{ fileId: string; name: string; bytes: Buffer }>,
): Promise<void> {
  const values = [file.fileId, file.name, file.bytes]
  await tx.rows(insertFile, [merchantId, productId, chapterId, ...values])
}

const copyFiles = statement(
  'copy_chapter_files',
  `insert into chapter_file (merchant_id, product_id, chapter_id, file_id, name, bytes, added_at)
   select merchant_id, $3, chapter_id, file_id, name, bytes, added_at
   from chapter_file where merchant_id = $1 and product_id = $2`,
)

/** To a product that has the same chapters and no file of theirs yet. */
export async function copyChapterFiles(
  tx: Db,
  merchantId: number,
  productId: string,
  copyId: string,
): Promise<void> {
  await tx.rows(copyFiles, [merchantId, productId, copyId])
}

const deleteFile = statement(
  'delete_chapter_file',
  `delete from chapter_file where merchant_id = $1 and product_id = $2 and chapter_id = $3 and file_id = $4
   returning name`,
)

/** Answers its name; undefined when there is none. */
export async function deleteChapterFile(
  tx: Db,
  merchantId: number,
  { productId, chapterId }: ChapterId,
  fileId: string,
): Promise<string | undefined> {
  const values = [merchantId, productId, chapterId, fileId]
  return (await tx.rows<{ name: string }>(deleteFile, values))[0]?.name
}
