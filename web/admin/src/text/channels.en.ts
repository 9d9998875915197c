// How a channel is called, in English.

import type { zh } from './channels.zh-CN.ts'

export const en: typeof zh = {
  gateways: { alipay: 'Alipay', wechat: 'WeChat Pay', free: 'Free', manual: 'By hand' },
  demo: (name) => `${name} (demo)`,
  sandbox: (name) => `${name} (sandbox)`,
  account: (name, account) => `${name} ${account}`,
  former: (name) => `${name} (former account)`,
}
