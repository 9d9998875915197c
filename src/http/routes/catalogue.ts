// What is on sale.

import { Type } from 'typebox'
import type { PriceTier } from '../../core/price-tiers.ts'
import { findProduct, listProducts, type Product } from '../../db/catalogue.ts'
import { type ListedChapter, listChapters, listChaptersOnSale } from '../../db/chapters.ts'
import type { Lang } from '../../errors.ts'
import { Refusal } from '../../errors.ts'
import { yuan } from '../reply.ts'
import { ok, type Route, route } from '../route.ts'
import { storefrontOf } from '../shop.ts'

const PackageReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  price: Type.Number({ description: 'yuan' }),
  validity_days: Type.Union([Type.Integer(), Type.Null()], { description: 'null: for ever' }),
  max_devices: Type.Integer(),
  stock: Type.Optional(
    Type.Integer({ description: 'units still to be had; absent where there is no limit' }),
  ),
  price_tiers: Type.Optional(
    Type.Array(Type.Object({ from: Type.Integer(), price: Type.Number() }), {
      description: 'what each unit costs from so many units on; absent where there are none',
    }),
  ),
  limit_per_phone: Type.Optional(Type.Integer({ description: 'absent where there is no limit' })),
})
const ProductReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  packages: Type.Array(PackageReply),
  chapters: Type.Optional(
    Type.Array(Type.Object({ id: Type.String(), title: Type.String(), preview: Type.Boolean() }), {
      description: 'of a course, in the order they are read',
    }),
  ),
})

export const catalogueRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/products',
    summary: 'What is on sale, with packages',
    reply: Type.Object({ products: Type.Array(ProductReply) }),
    async run(call) {
      const { app, lang } = call
      const products = await listProducts(app.db, app.merchantId, await storefrontOf(call))
      const chapters = await listChaptersOnSale(app.db, app.merchantId)
      const told = products.map((product) => productData(product, chapters, lang))
      return ok('productsListed', { products: told })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/products/:id',
    summary: 'One product with its packages',
    params: Type.Object({ id: Type.String() }),
    reply: ProductReply,
    errors: ['product_not_found'],
    async run(call) {
      const { app, params, lang } = call
      const shop = await storefrontOf(call)
      const product = await findProduct(app.db, app.merchantId, params.id, shop)
      if (!product) throw new Refusal('product_not_found', { field: 'id' })
      const chapters = await listChapters(app.db, app.merchantId, params.id)
      const own = chapters.map((one) => ({ ...one, productId: product.productId }))
      return ok('productsListed', productData(product, own, lang))
    },
  }),
]

type OwnChapter = ListedChapter & Readonly<{ productId: string }>

function productData(product: Product, chapters: readonly OwnChapter[], lang: Lang) {
  const isCourse = product.plans.some(({ fulfilmentKind }) => fulfilmentKind === 'course')
  const own = isCourse ? chapters.filter((one) => one.productId === product.productId) : []
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
      ...(plan.tiers.length === 0 ? {} : { price_tiers: plan.tiers.map(tierData) }),
      ...(plan.stockLeft === null ? {} : { stock: plan.stockLeft }),
      ...(plan.phoneLimit === null ? {} : { limit_per_phone: plan.phoneLimit }),
    })),
    ...(own.length === 0 ? {} : { chapters: own.map((one) => chapterData(one, lang)) }),
  }
}

function tierData({ from, priceFen }: PriceTier) {
  return { from, price: yuan(priceFen) }
}

function chapterData({ chapterId, title, isPreview }: ListedChapter, lang: Lang) {
  return { id: chapterId, title: title[lang], preview: isPreview }
}
