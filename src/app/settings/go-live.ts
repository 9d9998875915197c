// What must hold before real buyers are let in. Each item is looked at anew; none can be ticked by hand.

import { wholeShop } from '../../core/storefront.ts'
import { findLastAudit } from '../../db/audit-runs.ts'
import { listProducts } from '../../db/catalogue.ts'
import { countSecondFactors } from '../../db/second-factors.ts'
import { findShop, listShops, type ShopRow } from '../../db/shops.ts'
import { findLastPaidTest } from '../../db/test-payments.ts'
import type { App, Channel } from '../app.ts'
import { mainHost } from '../catalogue/find-shop.ts'
import { demoProductId, demoShopName } from '../demo-catalogue.ts'

export type GoLiveItem = Readonly<{
  id: string
  state: 'ok' | 'bad'
  zh: string
  en: string
  /** where in the console it is mended */
  place: 'security' | 'settings' | 'catalogue' | 'system'
}>

type Judge = (app: App) => Promise<readonly GoLiveItem[]>

/** Looks at every item. Asks the gateways, so it takes seconds. */
export async function runGoLive(app: App): Promise<readonly GoLiveItem[]> {
  const judges: readonly Judge[] = [
    judgeAddress,
    judgeName,
    judgeOwners,
    judgeChannels,
    judgeProducts,
    judgeShops,
    judgeBooks,
  ]
  const all = await Promise.all(judges.map((judge) => judge(app)))
  return all.flat()
}

async function judgeAddress(app: App): Promise<readonly GoLiveItem[]> {
  const { publicUrl } = app.configuration.config()
  return [
    item('address', publicUrl?.startsWith('https://') === true, 'settings', {
      zh: `网站的外部地址是 https（${publicUrl ?? '没有设置 PUBLIC_URL'}）`,
      en: `The site's outside address is https (${publicUrl ?? 'PUBLIC_URL is not set'})`,
    }),
  ]
}

async function judgeName(app: App): Promise<readonly GoLiveItem[]> {
  const main = await findShop(app.db, app.merchantId, wholeShop)
  const name = app.settings.shopName ?? main?.name ?? ''
  return [
    item('name', !['', 'Keytill', demoShopName].includes(name), 'settings', {
      zh: `商店有自己的名字（${name}）`,
      en: `The shop has a name of its own (${name})`,
    }),
    item('contact', app.settings.shopContact !== undefined, 'settings', {
      zh: '买家知道怎样联系您',
      en: 'Buyers are told how to reach you',
    }),
  ]
}

async function judgeOwners(app: App): Promise<readonly GoLiveItem[]> {
  const { owners, secured } = await countSecondFactors(app.db, app.merchantId)
  return [
    item('owners', owners > 0 && secured === owners, 'security', {
      zh: `店主都设置了动态码或通行密钥（${secured} / ${owners}）`,
      en: `Every owner has a one-time code or a passkey (${secured} of ${owners})`,
    }),
  ]
}

async function judgeChannels(app: App): Promise<readonly GoLiveItem[]> {
  const real = app.channels.filter((channel) => !channel.id.endsWith('-demo'))
  const offered = real.filter((channel) => channel.isOffered)
  const first = item('channel', offered.length > 0, 'settings', {
    zh: '至少一个真实的支付渠道已启用',
    en: 'At least one real way to pay is switched on',
  })
  const each = await Promise.all(real.map((channel) => judgeChannel(app, channel)))
  return [first, ...each.flat()]
}

const names = {
  alipay: { zh: '支付宝', en: 'Alipay' },
  wechat: { zh: '微信支付', en: 'WeChat Pay' },
}

async function judgeChannel(app: App, { id, gateway }: Channel): Promise<readonly GoLiveItem[]> {
  const { zh, en } = names[gateway.kind]
  const findings = await gateway.examine()
  const bad = findings.filter((finding) => finding.level === 'bad')
  const test = await findLastPaidTest(app.db, app.merchantId, id)
  return [
    item(`${id}.environment`, gateway.isProduction, 'settings', {
      zh: `${zh}是正式环境${gateway.isProduction ? '' : gateway.isSandbox ? '（现在是沙箱）' : '（现在是自定义网关）'}`,
      en: `${en} is the production environment${gateway.isProduction ? '' : gateway.isSandbox ? ' (it is the sandbox now)' : ' (it is a gateway of your own now)'}`,
    }),
    item(`${id}.examined`, bad.length === 0, 'settings', {
      zh: `${zh}的配置检查全部通过${bad[0] ? `（${bad[0].zh}）` : ''}`,
      en: `Every check of ${en} passes${bad[0] ? ` (${bad[0].en})` : ''}`,
    }),
    item(`${id}.paid`, test?.fulfilled === true, 'settings', {
      zh: `${zh}按现在的设置有一笔测试支付已付款并发货`,
      en: `A test payment through ${en}, as it is set up now, was paid and delivered`,
    }),
    item(`${id}.notice`, test !== undefined && test.noticeAt !== null, 'settings', {
      zh: `${zh}的异步通知已送达本店`,
      en: `A notice of ${en} has reached this shop`,
    }),
  ]
}

async function judgeProducts(app: App): Promise<readonly GoLiveItem[]> {
  const products = await listProducts(app.db, app.merchantId, wholeShop)
  const real = products.filter((product) => product.productId !== demoProductId)
  return [
    item('products', real.length > 0, 'catalogue', {
      zh: '有自己的商品在售（演示商品不算）',
      en: 'A product of your own is on sale (the demo product does not count)',
    }),
  ]
}

/** Each of the others that is open, as buyers come to it without going through the main one. */
async function judgeShops(app: App): Promise<readonly GoLiveItem[]> {
  const { db, merchantId } = app
  const main = await findShop(db, merchantId, wholeShop)
  const open = (await listShops(db, merchantId)).filter(({ isOpen }) => isOpen)
  return Promise.all(open.map((row) => judgeShop(app, row, main?.look.footer.icp ?? '')))
}

async function judgeShop(app: App, row: ShopRow, mainIcp: string): Promise<GoLiveItem> {
  const { shopId, name, host } = row
  const shop = await findShop(app.db, app.merchantId, { shopId })
  const products = await listProducts(app.db, app.merchantId, row)
  const isWithoutIcp = mainIcp !== '' && !shop?.look.footer.icp
  const [why] = [
    host === mainHost(app) && shopProblems.host,
    products.length === 0 && shopProblems.products,
    isWithoutIcp && shopProblems.icp,
  ].filter((problem) => problem !== false)
  return item(`shop.${shopId}`, why === undefined, 'settings', {
    zh: `商店“${name}”（${host}）可以迎接买家${why ? `（${why.zh}）` : ''}`,
    en: `The shop ${name} at ${host} is ready for buyers${why ? ` (${why.en})` : ''}`,
  })
}

const shopProblems = {
  host: {
    zh: '它的域名已是主商店的，买家到不了它',
    en: "its host name is the main shop's now, so nobody gets to it",
  },
  products: { zh: '它展示的商品都没有在售', en: 'nothing it shows is on sale' },
  icp: {
    zh: '它的页脚没有备案号，每个域名要有自己的',
    en: 'its footer has no ICP record number, and each domain has one of its own',
  },
}

async function judgeBooks(app: App): Promise<readonly GoLiveItem[]> {
  const audit = await findLastAudit(app.db, app.merchantId)
  return [
    item('books', audit !== undefined && audit.broken === 0, 'system', {
      zh: '最近一次账目校验没有发现问题',
      en: 'The last audit of the books found nothing wrong',
    }),
  ]
}

function item(
  id: string,
  holds: boolean,
  place: GoLiveItem['place'],
  words: Readonly<{ zh: string; en: string }>,
): GoLiveItem {
  return { id, state: holds ? 'ok' : 'bad', place, ...words }
}
