// The text and the files of plans that deliver content: kept with the plan, read by whoever was delivered one.

import { type Db, statement } from './connect.ts'

export type GoodsFile = Readonly<{ fileId: string; name: string; bytes: number }>

/** As the console sees it; null: no text was typed yet. */
export type PlanContent = Readonly<{ textSealed: string | null; files: readonly GoodsFile[] }>

/** `rows`: a table of files by the name `f`, and which of them. */
export const filesFrom = (rows: string) =>
  `coalesce((select jsonb_agg(jsonb_build_object('fileId', f.file_id, 'name', f.name, 'bytes', length(f.bytes))
       order by f.added_at, f.file_id) from ${rows}), '[]')`

const filesOf = (plan: string) =>
  filesFrom(`plan_file f where f.merchant_id = ${plan}.merchant_id
         and f.product_id = ${plan}.product_id and f.plan_id = ${plan}.plan_id`)

/** Whether a plan of content or of a course has anything to deliver, as SQL over its row; plans of other kinds always do. */
export function hasGoods(plan: string): string {
  const of = `x where x.merchant_id = ${plan}.merchant_id and x.product_id = ${plan}.product_id
         and x.plan_id = ${plan}.plan_id`
  return `case ${plan}.fulfilment_kind
         when 'content' then exists (select from plan_content ${of}) or exists (select from plan_file ${of})
         when 'course' then exists (select from chapter x where x.merchant_id = ${plan}.merchant_id
           and x.product_id = ${plan}.product_id)
         else true end`
}

const selectOne = statement(
  'find_plan_content',
  `select c.text_sealed as "textSealed", ${filesOf('p')} as files
   from plan p left join plan_content c using (merchant_id, product_id, plan_id)
   where p.merchant_id = $1 and p.product_id = $2 and p.plan_id = $3`,
)

export async function findPlanContent(
  db: Db,
  merchantId: number,
  productId: string,
  planId: string,
): Promise<PlanContent | undefined> {
  return (await db.rows<PlanContent>(selectOne, [merchantId, productId, planId]))[0]
}

const setText = statement(
  'set_plan_content',
  `insert into plan_content (merchant_id, product_id, plan_id, text_sealed) values ($1, $2, $3, $4)
   on conflict (merchant_id, product_id, plan_id) do update set text_sealed = excluded.text_sealed`,
)
const insertOne = statement(
  'insert_plan_file',
  `insert into plan_file (merchant_id, product_id, plan_id, file_id, name, bytes, added_at)
   values ($1, $2, $3, $4, $5, $6, app_now())`,
)
const deleteOne = statement(
  'delete_plan_file',
  `delete from plan_file where merchant_id = $1 and product_id = $2 and plan_id = $3 and file_id = $4
   returning name`,
)

/** Which plan. */
export type PlanId = Readonly<{ productId: string; planId: string }>

export async function setPlanText(
  tx: Db,
  merchantId: number,
  { productId, planId }: PlanId,
  textSealed: string,
): Promise<void> {
  await tx.rows(setText, [merchantId, productId, planId, textSealed])
}

export async function insertPlanFile(
  tx: Db,
  merchantId: number,
  { productId, planId }: PlanId,
  file: Readonly<{ fileId: string; name: string; bytes: Buffer }>,
): Promise<void> {
  await tx.rows(insertOne, [merchantId, productId, planId, file.fileId, file.name, file.bytes])
}

const copyFiles = statement(
  'copy_plan_files',
  `insert into plan_file (merchant_id, product_id, plan_id, file_id, name, bytes, added_at)
   select merchant_id, $3, plan_id, file_id, name, bytes, added_at
   from plan_file where merchant_id = $1 and product_id = $2`,
)

/** To a product that has the same plans and no file of theirs yet. */
export async function copyPlanFiles(
  tx: Db,
  merchantId: number,
  productId: string,
  copyId: string,
): Promise<void> {
  await tx.rows(copyFiles, [merchantId, productId, copyId])
}

/** Answers its name; undefined when there is none. */
export async function deletePlanFile(
  tx: Db,
  merchantId: number,
  { productId, planId }: PlanId,
  fileId: string,
): Promise<string | undefined> {
  const values = [merchantId, productId, planId, fileId]
  return (await tx.rows<{ name: string }>(deleteOne, values))[0]?.name
}

/** A line of content as its buyer has it; revoked: its money went back, and nothing is shown any more. */
export type OrderContent = PlanId &
  PlanContent &
  Readonly<{ lineNo: number; state: 'delivered' | 'revoked' }>

const delivered = `from order_line l
   join fulfilment f on f.merchant_id = l.merchant_id and f.order_number = l.order_number
     and f.line_no = l.line_no and f.seq = 1 and f.kind = 'content'`

const selectOfOrder = statement(
  'list_content_of_order',
  `select l.line_no as "lineNo", l.product_id as "productId", l.plan_id as "planId",
     case f.state when 'revoked' then 'revoked' else 'delivered' end as state,
     c.text_sealed as "textSealed", ${filesOf('l')} as files
   ${delivered}
   left join plan_content c on c.merchant_id = l.merchant_id and c.product_id = l.product_id
     and c.plan_id = l.plan_id
   where l.merchant_id = $1 and l.order_number = $2 order by l.line_no`,
)
const selectFile = statement(
  'find_file_of_order',
  `select b.name, b.bytes ${delivered} and f.state = 'done'
   join plan_file b on b.merchant_id = l.merchant_id and b.product_id = l.product_id and b.plan_id = l.plan_id
   where l.merchant_id = $1 and l.order_number = $2 and b.file_id = $3`,
)

/** What an order was delivered, as its plans hold it now. */
export async function listContentOfOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<OrderContent[]> {
  return db.rows<OrderContent>(selectOfOrder, [merchantId, orderNumber])
}

/** Undefined also when the money of its line went back. */
export async function findFileOfOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
  fileId: string,
): Promise<Readonly<{ name: string; bytes: Buffer }> | undefined> {
  const values = [merchantId, orderNumber, fileId]
  return (await db.rows<{ name: string; bytes: Buffer }>(selectFile, values))[0]
}
