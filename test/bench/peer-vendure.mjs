// Vendure with one product and a payment that is settled at once, for test/bench/peer.ts: started in the folder it was
// installed in, with the database's socket, port, user and name as words. Says on stdout where it listens and what it sells.

import { createRequire } from 'node:module'
import { join } from 'node:path'

const [host, port, username, database] = process.argv.slice(2)
const require = createRequire(join(process.cwd(), 'package.json'))
const {
  bootstrap,
  configureDefaultOrderProcess,
  DefaultLogger,
  dummyPaymentHandler,
  LanguageCode,
  LogLevel,
  mergeConfig,
  defaultConfig,
  Populator,
  ProductService,
  ProductVariantService,
  RequestContextService,
  TaxCategoryService,
} = require('@vendure/core')

const app = await bootstrap(
  mergeConfig(defaultConfig, {
    apiOptions: {
      port: 0,
      hostname: '127.0.0.1',
      adminApiPath: 'admin-api',
      shopApiPath: 'shop-api',
    },
    authOptions: { tokenMethod: 'bearer' },
    dbConnectionOptions: {
      type: 'postgres',
      host,
      port: Number(port),
      username,
      database,
      schema: 'vendure',
      synchronize: true,
      logging: false,
    },
    logger: new DefaultLogger({ level: LogLevel.Error }),
    paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
    // As little as an order of a licence needs: who buys, and the money.
    orderOptions: {
      process: [configureDefaultOrderProcess({ arrangingPaymentRequiresShipping: false })],
    },
  }),
)
await app.get(Populator).populateInitialData({
  defaultLanguage: LanguageCode.en,
  defaultZone: 'Asia',
  taxRates: [{ name: 'none', percentage: 0 }],
  countries: [{ name: 'China', code: 'CN', zone: 'Asia' }],
  shippingMethods: [],
  paymentMethods: [
    {
      name: 'dummy',
      handler: {
        code: 'dummy-payment-handler',
        arguments: [{ name: 'automaticSettle', value: 'true' }],
      },
    },
  ],
  collections: [],
})
const context = await app.get(RequestContextService).create({ apiType: 'admin' })
const [taxCategory] = (await app.get(TaxCategoryService).findAll(context)).items
const words = { languageCode: LanguageCode.en, name: 'Demo App', slug: 'demo-app', description: '' }
const product = await app.get(ProductService).create(context, { translations: [words] })
const [variant] = await app.get(ProductVariantService).create(context, [
  {
    productId: product.id,
    sku: 'year',
    price: 9900,
    taxCategoryId: taxCategory.id,
    trackInventory: 'FALSE',
    translations: [{ languageCode: LanguageCode.en, name: 'Demo App, yearly' }],
  },
])
const { port: listening } = app.getHttpServer().address()
process.stdout.write(`ready ${listening} ${variant.id}\n`)
process.once('SIGTERM', () => process.exit())
