// What is on sale.

import { Type } from 'typebox'
import { findProduct, listProducts, type Product } from '../../db/catalogue.ts'
import type { Lang } from '../../errors.ts'
import { Refusal } from '../../errors.ts'
import { yuan } from '../reply.ts'
import { ok, type Route, route } from '../route.ts'

const PackageReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  price: Type.Number({ description: 'yuan' }),
  validity_days: Type.Union([Type.Integer(), Type.Null()], { description: 'null: for ever' }),
  max_devices: Type.Integer(),
  stock: Type.Optional(
    Type.Integer({ description: 'units still to be had; absent where there is no limit' }),
  ),
  limit_per_phone: Type.Optional(Type.Integer({ description: 'absent where there is no limit' })),
})
const ProductReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  packages: Type.Array(PackageReply),
})

const done = { zh: '商品已列出', en: 'Products listed' }

export const catalogueRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/products',
    summary: 'What is on sale, with packages',
    reply: Type.Object({ products: Type.Array(ProductReply) }),
    async run({ app, lang }) {
      const products = await listProducts(app.db, app.merchantId)
      return ok(done, { products: products.map((product) => productData(product, lang)) })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/products/:id',
    summary: 'One product with its packages',
    params: Type.Object({ id: Type.String() }),
    reply: ProductReply,
    errors: ['product_not_found'],
    async run({ app, params, lang }) {
      const product = await findProduct(app.db, app.merchantId, params.id)
      if (!product) throw new Refusal('product_not_found', { field: 'id' })
      return ok(done, productData(product, lang))
    },
  }),
]

function productData(product: Product, lang: Lang) {
  return {
    id: product.productId,
    name: product.name[lang],
    description: product.description[lang] ?? '',
    packages: product.plans.map((plan) => ({
      id: plan.planId,
      name: plan.name[lang],
      price: yuan(plan.priceFen),
      validity_days: plan.validDays,
      max_devices: plan.maxDevices,
      ...(plan.stockLeft === null ? {} : { stock: plan.stockLeft }),
      ...(plan.phoneLimit === null ? {} : { limit_per_phone: plan.phoneLimit }),
    })),
  }
}
