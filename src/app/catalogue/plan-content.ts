// The text and the files of a plan that delivers content. The text is goods: it is kept sealed, and the log does not
// repeat it.

import { parsePlainText } from '../../core/catalogue.ts'
import type { Author } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import {
  copyPlanFiles,
  deletePlanFile,
  findPlanContent,
  type GoodsFile,
  insertPlanFile,
  type PlanId,
  setPlanText,
} from '../../db/plan-content.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { changeCatalogue, planOf, productOf } from './change-catalogue.ts'
import { fileIn, requireRoom, type TypedFile } from './goods-file.ts'

export const contentMax = 20_000

/** Refuses with product_not_found, package_not_found (also for a plan of another kind). */
export async function readContent(
  app: App,
  plan: PlanId,
): Promise<Readonly<{ text: string; files: readonly GoodsFile[] }>> {
  await contentPlan(app, app.db, plan)
  const content = await findPlanContent(app.db, app.merchantId, plan.productId, plan.planId)
  const { textSealed = null, files = [] } = content ?? {}
  return { text: openText(app, plan, textSealed), files }
}

/** The text as it was typed; none: empty. */
export function openText({ sealer }: App, plan: PlanId, textSealed: string | null): string {
  return textSealed === null ? '' : sealer.unseal(textSealed, contextOf(plan)).toString('utf8')
}

/** Every buyer reads it from now on. Refuses with product_not_found, package_not_found, invalid_request. */
export async function setContent(app: App, plan: PlanId, typed: string, by: Author): Promise<void> {
  const text = parsePlainText(typed)
  if (text === '' || text.length > contentMax)
    throw new Refusal('invalid_request', { field: 'text' })
  await changeCatalogue(app, by, async (tx) => {
    await contentPlan(app, tx, plan)
    await setPlanText(tx, app.merchantId, plan, app.sealer.seal(text, contextOf(plan)))
    const details = { package: plan.planId, characters: text.length }
    return { action: 'plan.content', subject: plan.productId, details }
  })
}

/** Of all plans to a product that has the same and nothing in them, with their files. */
export async function copyContent(
  app: App,
  tx: Db,
  { productId, plans }: Readonly<{ productId: string; plans: readonly { planId: string }[] }>,
  copyId: string,
): Promise<void> {
  for (const { planId } of plans) {
    const from = { productId, planId }
    const to = { productId: copyId, planId }
    const content = await findPlanContent(tx, app.merchantId, productId, planId)
    const text = openText(app, from, content?.textSealed ?? null)
    if (text !== '') await setPlanText(tx, app.merchantId, to, app.sealer.seal(text, contextOf(to)))
  }
  await copyPlanFiles(tx, app.merchantId, productId, copyId)
}

/** Answers the file's id. Refuses with product_not_found, package_not_found, invalid_request. */
export async function addFile(
  app: App,
  plan: PlanId,
  typed: TypedFile,
  by: Author,
): Promise<string> {
  const file = fileIn(app, typed)
  await changeCatalogue(app, by, async (tx) => {
    await contentPlan(app, tx, plan)
    const content = await findPlanContent(tx, app.merchantId, plan.productId, plan.planId)
    requireRoom(content?.files ?? [])
    await insertPlanFile(tx, app.merchantId, plan, file)
    const details = { package: plan.planId, added: file.name, bytes: file.bytes.length }
    return { action: 'plan.file', subject: plan.productId, details }
  })
  return file.fileId
}

/** Refuses with product_not_found, package_not_found, file_not_found. */
export async function removeFile(
  app: App,
  plan: PlanId,
  fileId: string,
  by: Author,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    await contentPlan(app, tx, plan)
    const name = await deletePlanFile(tx, app.merchantId, plan, fileId)
    if (name === undefined) throw new Refusal('file_not_found')
    const details = { package: plan.planId, removed: name }
    return { action: 'plan.file', subject: plan.productId, details }
  })
}

async function contentPlan(app: App, db: Db, { productId, planId }: PlanId): Promise<void> {
  const plan = planOf(await productOf(app, db, productId), planId)
  if (plan.kind !== 'content') throw new Refusal('package_not_found')
}

function contextOf({ productId, planId }: PlanId): string {
  return `content|${productId}|${planId}`
}
