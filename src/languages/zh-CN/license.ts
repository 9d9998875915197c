// The Chinese words about licences and content that a buyer has: what they are good for, devices, renewing.

import type { LicenseStatus } from '../../core/license.ts'
import { html, type Safe } from '../../pages/html.ts'

const states: Record<LicenseStatus | 'awaiting' | 'moved', string> = {
  active: '授权有效',
  awaiting: '授权有效，还没有开始计时',
  expired: '授权已到期',
  suspended: '授权已暂停',
  revoked: '授权已作废',
  moved: '授权已转让',
}

export const licenseZh = {
  title: '授权详情',
  open: '授权和设备',
  keyLink: '有授权码？查看授权和设备',

  ask: {
    title: '查看授权',
    lead: '输入授权码，查看到期时间和设备，解绑不用的设备，续期或升级。',
    key: '授权码',
    hint: '大小写、空格和连字符都不影响。',
    submit: '查看授权',
    notFound: '没有找到这个授权码',
    notFoundWhy: '请逐字核对后再试。完整的授权码在付款成功的页面上。',
    former: '这个授权码已经停用',
    formerWhy: '它已换成新的授权码，或者授权已转让给他人。有疑问请联系商家。',
    limited: '尝试太频繁',
    limitedWhy: (wait: string) => `请在 ${wait}后再试。正在使用的软件不受影响。`,
    another: '查看另一个授权码',
  },

  states,
  left: (days: number, time: Safe) =>
    days < 1 ? html`不到 1 天后到期，${time}` : html`还剩 ${String(days)} 天，${time} 到期`,
  endless: '永久有效，不会到期。',
  awaitingWhy: (days: number) => `第一台设备激活时开始计算 ${days} 天。`,
  expiredWhy: (time: Safe) => html`已于 ${time} 到期。续期后原来的设备可以接着用。`,
  expiredWhyOver: (time: Safe) => html`已于 ${time} 到期。`,
  suspendedWhy: '商家暂停了这个授权，软件暂时不能使用。恢复使用请联系商家。',
  revokedWhy: '这个授权不能再使用，例如订单已经退款。有疑问请联系商家。',
  movedWhy: '授权码已经更换，这里不再显示它的内容。有疑问请联系商家。',
  backToOrder: '返回订单',
  backToLicense: '返回授权',

  facts: {
    seats: '设备上限',
    bound: (count: number) => `${count} 台`,
    floating: (count: number) => `同时 ${count} 台，用完自动让出`,
    mayExceed: (seats: string) => `${seats}，超出时也能用`,
    features: '包含功能',
    version: '适用版本',
    versionMax: (version: string) => `到 ${version} 为止`,
    trial: '类型',
    isTrial: '试用，每台设备一次',
    file: '离线文件',
    fileDays: (days: number) => `每次下载后 ${days} 天内有效`,
  },
  validAwaiting: (days: number) => `首次激活起 ${days} 天`,

  plans: {
    content: '文字和文件',
    trial: '试用',
    until: (day: string) => `有效至 ${day}`,
    floating: (count: number) => `同时 ${count} 台设备`,
    version: (version: string) => `适用到 ${version} 版`,
  },

  devices: {
    title: (used: number, most: number) => `设备（${used} / ${most}）`,
    none: '还没有设备。在软件的激活窗口粘贴授权码，设备就会出现在这里。',
    unnamed: '未命名的设备',
    since: '激活于',
    seen: '最近使用',
    lease: '占用到',
    leaseOver: '已经空闲，其他设备可以使用这个席位',
    more: (shown: number) => `只显示最早激活的 ${shown} 台。`,
    free: '解绑',
    freeSure: '解绑后，这台设备上的软件不能再使用；要再用，需要重新激活并占用一个席位。',
    freeYes: '确认解绑',
    freed: '已解绑，空出的席位可以激活另一台设备。',
    left: (left: number) => `30 天内还可以自助解绑 ${left} 台设备。`,
    leftNow: (time: string) =>
      `30 天内的自助解绑次数已用完，${time} 起可以再解绑一台。着急请联系商家。`,
    leftNever: '这个套餐不支持自助解绑，更换设备请联系商家。',
    leftAny: '不用的设备可以随时解绑。',
  },

  offers: {
    title: '续期与升级',
    renew: (plan: string) => `续期：${plan}`,
    upgrade: (plan: string) => `升级到${/^[A-Za-z0-9]/.test(plan) ? ' ' : ''}${plan}`,
    renewNow: (price: string) => `续期 ${price}`,
    upgradeNow: (price: string) => `升级 ${price}`,
    goThere: (shop: string) => `去“${shop}”续期或升级`,
    elsewhere: (shop: string, host: string) =>
      `续期和升级在“${shop}”的网站 ${host}。到那里填写授权码，就能看到这些套餐。`,
    until: (day: string) => `到期日变为 ${day}`,
    ever: '变为永久有效',
    awaiting: (days: number) => `首次激活起共 ${days} 天`,
    credit: (full: string, off: string) => `原价 ${full}，剩余时间抵 ${off}`,
    none: '目前没有可以为这个授权购买的套餐。需要时请联系商家。',
    noneEndless: '这个授权永久有效，不需要续期，也没有更高的套餐。',
    noneSuspended: '授权恢复之后才能续期或升级。',
    noneRevoked: '作废的授权不能续期，需要时请重新购买。',
    paymentOff: '本店暂停收款，暂时不能续期或升级。',
    orderFor: (key: string) => `为授权 ${key} 续期或升级，授权码不变。`,
    plan: '选择续期或升级',
    gone: '这个套餐刚刚不能再用于这个授权了，没有产生扣款。请看看现在可以选的。',
  },

  result: {
    renewed: '续期的授权',
    upgraded: '升级的授权',
    moved: '已转让',
    keyStays: '授权码不变，软件里不用重新输入；新的到期时间下次联网校验时生效。',
  },

  content: {
    quantityHint: '每份内容相同，通常一份就够。',
    files: '文件',
    hidden: '为了保护您购买的内容，这里不显示。',
    hiddenHow: '请把本页链接粘贴到下单时用的浏览器里打开，就能看到全部内容。',
    revoked: '已退款，内容不再显示。',
    lookup: '内容请用下单时的浏览器查看。',
  },
}

export type LicenseText = typeof licenseZh
