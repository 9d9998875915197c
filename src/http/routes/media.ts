// The pictures of products, as they were uploaded.

import { Type } from 'typebox'
import { findProductImage } from '../../db/catalogue.ts'
import { Refusal } from '../../errors.ts'
import { type Route, route } from '../route.ts'

const keptSeconds = 365 * 86_400

export const mediaRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/media/:hash',
    bodyForm: 'form',
    summary: 'A picture, by the hash of its bytes',
    params: Type.Object({ hash: Type.String() }),
    async run({ app, params }) {
      const image = await findProductImage(app.db, app.merchantId, params.hash)
      if (!image) throw new Refusal('not_found')
      return {
        kind: 'text',
        status: 200,
        contentType: image.contentType,
        body: image.bytes,
        headers: { 'cache-control': `public, max-age=${keptSeconds}, immutable` },
      }
    },
  }),
]
