// The text and the files of a package that delivers content.

import { Type } from 'typebox'
import {
  addFile,
  contentMax,
  readContent,
  removeFile,
  setContent,
} from '../../../app/catalogue/plan-content.ts'
import { consoleRoute, found, nothing } from '../../console-route.ts'
import { FileBody, Files, fileBodyMax, filesData, fileTyped } from '../../goods-file.ts'
import { ok, type Route } from '../../route.ts'
import { PlanParams } from './catalogue-fields.ts'

const content = '/api/v1/admin/catalogue/products/:product_id/packages/:package_id/content' as const
const right = 'catalogue.write' as const
const exact = { additionalProperties: false }
const errors = ['invalid_request', 'product_not_found', 'package_not_found'] as const
const saved = { zh: '已保存，立即生效', en: 'Saved, and in force now' }

const planIn = (params: Readonly<{ product_id: string; package_id: string }>) => ({
  productId: params.product_id,
  planId: params.package_id,
})

export const planContentRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: content,
    summary: 'What every buyer of a package of content reads and fetches',
    right,
    params: PlanParams,
    reply: Type.Object({
      text: Type.String(),
      files: Files,
    }),
    errors: ['product_not_found', 'package_not_found'],
    async run({ app, params }) {
      const { text, files } = await readContent(app, planIn(params))
      return ok(found, { text, files: filesData(files) })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: content,
    summary: 'Another text, which earlier buyers read too',
    right,
    params: PlanParams,
    body: Type.Object({ text: Type.String({ maxLength: contentMax * 2 }) }, exact),
    reply: nothing,
    errors,
    async run({ app, params, body, by }) {
      await setContent(app, planIn(params), body.text, by)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${content}/files`,
    summary: 'Add a file (of up to 10 MB, in base64), which earlier buyers may fetch too',
    right,
    bodyMax: fileBodyMax,
    params: PlanParams,
    body: FileBody,
    reply: Type.Object({ file_id: Type.String() }),
    errors,
    async run({ app, params, body, by }) {
      return ok(saved, { file_id: await addFile(app, planIn(params), fileTyped(body), by) })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${content}/files/:file_id/delete`,
    summary: 'Take a file away from every buyer',
    right,
    params: Type.Object({ ...PlanParams.properties, file_id: Type.String({ maxLength: 64 }) }),
    body: nothing,
    reply: nothing,
    errors: [...errors, 'file_not_found'],
    async run({ app, params, by }) {
      await removeFile(app, planIn(params), params.file_id, by)
      return ok({ zh: '已删除', en: 'Deleted' }, {})
    },
  }),
]
