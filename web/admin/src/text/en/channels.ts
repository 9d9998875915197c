// How a channel is called, in English.

import type { words as standard } from '../zh-CN/channels.ts'

export const words: typeof standard = {
  gateways: { alipay: 'Alipay', wechat: 'WeChat Pay', free: 'Free', manual: 'By hand' },
  demo: (name) => `${name} (demo)`,
  sandbox: (name) => `${name} (sandbox)`,
  account: (name, account) => `${name} ${account}`,
  former: (name) => `${name} (former account)`,
}
