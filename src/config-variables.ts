// The one table of environment variables: name, kind, default and meaning. The configuration is read by it
// and `.env.example` is printed from it.

import { alipay, wechat } from './config-accounts.ts'
import {
  anyPath,
  contact,
  databaseAddress,
  factor,
  hidden,
  hosts,
  matching,
  oneOf,
  port,
  proxies,
  shopName,
  siteAddress,
  yesNo,
  yuan,
} from './config-kinds.ts'
import { mail, sms } from './config-letters.ts'
import {
  type Optional,
  optional,
  type Variable,
  type WithDefault,
  withDefault,
} from './config-variable.ts'
import { formatDotenv } from './kit/dotenv.ts'
import { logLevels } from './kit/log.ts'

export type { Origin, Variable } from './config-variable.ts'

const site = {
  HOST: withDefault(
    matching(/^[0-9A-Za-z.:_-]+$/, '主机名或 IP 地址', 'a host name or an IP address'),
    '127.0.0.1',
    '监听地址',
    'Address to listen on',
  ),
  PORT: withDefault(port, '3000', '监听端口', 'Port to listen on'),
  PUBLIC_URL: optional(
    siteAddress,
    '网站的外部地址，默认的通知和返回地址由它而来',
    "The site's outside address, for the default notify and return addresses",
  ),
  TRUST_PROXY: withDefault(
    proxies,
    'false',
    '信任哪些代理的 X-Forwarded-*：地址、网段或层数',
    'Which proxies to believe X-Forwarded-* from: addresses, networks or a number of hops',
  ),
  SESSION_COOKIE_SECURE: optional(
    yesNo,
    'Cookie 只经 https 发送，默认随 PUBLIC_URL',
    'Send cookies over https only; by default as PUBLIC_URL is',
  ),
  SHOP_NAME: optional(shopName, '店名，显示在每个页面上', 'Name of the shop, on every page'),
  SHOP_CONTACT: optional(
    contact,
    '买家怎样联系您：电话、邮箱、https 网址或一句话',
    'How buyers reach you: a phone number, an e-mail or https address, or a few words',
  ),
  RETURN_HOSTS: optional(
    hosts,
    '买家付款后可以回到的其他网站（下单时的 return_url），逗号分隔',
    "Other sites a buyer may go back to after paying (an order's return_url), with commas between them",
  ),
  PAYMENT_ENABLED: withDefault(yesNo, 'true', '是否开启支付', 'Whether paying is on'),
  REFUND_APPROVAL: optional(
    yuan,
    '同一订单累计退款超过这个金额（元）要另一个人同意，默认不需要',
    'Once more than this (yuan) of an order goes back, a second person is needed; by default none is',
  ),
  FOREIGN_SALES: withDefault(
    oneOf('sum', 'each'),
    'sum',
    '账单里同一收款账号在别处的收款：sum 每天合计为一条，each 每笔一条异常单',
    "Sales elsewhere on the same merchant account, in a day's bill: sum makes one remark of them, each a case of every one",
  ),
  RATE_LIMIT_FACTOR: withDefault(
    factor,
    '1',
    '所有公开限额的倍数，压力测试用',
    'Multiplies every public limit; for load tests',
  ),
  DEMO: optional(
    yesNo,
    '1：演示商品和模拟网关；0：从不。默认：没有配置任何网关时演示',
    '1: demo catalogue and simulated gateways; 0: never. By default where no gateway is configured',
  ),
  DEMO_CATALOGUE: withDefault(
    yesNo,
    'false',
    '在真实配置旁载入演示商品',
    'Loads the demo catalogue beside a real configuration',
  ),
  ADMIN_EMAIL: optional(
    matching(/^[^\s@]{1,64}@[^\s@]{1,190}$/, '电子邮箱', 'an e-mail address'),
    '首位管理员的邮箱，只创建一次',
    'First administrator, created once',
  ),
  ADMIN_PASSWORD: optional(
    hidden(/^[\s\S]{8,128}$/, '8 到 128 个字符', '8 to 128 characters'),
    '首位管理员的密码',
    "The first administrator's password",
  ),
}

const storage = {
  DATABASE_URL: optional(
    databaseAddress,
    'PostgreSQL 地址，不填则使用 DATA_DIR 下的内置数据库',
    'A PostgreSQL server; unset: the embedded database under DATA_DIR',
  ),
  DATA_DIR: withDefault(
    anyPath,
    './data',
    '数据目录：数据库、生成的密钥、账单、备份',
    'Folder of the database, generated secrets, bills and backups',
  ),
  SECRET_KEY: optional(
    hidden(/^[\s\S]{16,}$/, '至少 16 个字符的随机文字', 'random text of at least 16 characters'),
    '加密数据库中秘密的主密钥，不填则生成到 DATA_DIR',
    'Encrypts the secrets in the database; unset: generated into DATA_DIR',
    'or-file',
  ),
  LOG_FILE: withDefault(
    anyPath,
    'logs/keytill.log',
    '日志文件，与标准输出并行',
    'Log file, beside stdout',
  ),
  LOG_LEVEL: optional(
    oneOf(...logLevels),
    '日志级别，默认 info；NODE_ENV=development 时为 debug',
    'Log level, by default info; debug with NODE_ENV=development',
  ),
  NODE_ENV: optional(
    matching(/^\S+$/, '一个词', 'one word'),
    '只影响日志的默认值',
    'Changes nothing but the defaults of logging',
  ),
  METRICS_TOKEN: optional(
    hidden(/^[!-~]{16,256}$/, '16 到 256 个可见字符', '16 to 256 visible ASCII characters'),
    '从其他机器读取 /metrics 的令牌',
    'Token to read /metrics from another machine',
  ),
}

export const variables = { ...site, ...storage, ...mail, ...sms, ...alipay, ...wechat }

export type VariableName = keyof typeof variables

type ValueOf<V> =
  V extends WithDefault<infer T> ? T : V extends Optional<infer T> ? T | undefined : never

/** Every variable as its kind reads it. */
export type Values = { readonly [Name in VariableName]: ValueOf<(typeof variables)[Name]> }

export const variableNames = Object.keys(variables) as readonly VariableName[]

/** What the console may save: the rest is needed before there is a database, or is the machine's business. */
export const savableNames: readonly VariableName[] = [
  'SHOP_NAME',
  'SHOP_CONTACT',
  'PUBLIC_URL',
  'RETURN_HOSTS',
  'PAYMENT_ENABLED',
  'REFUND_APPROVAL',
  ...(Object.keys({ ...mail, ...sms }) as (keyof typeof mail | keyof typeof sms)[]),
  ...(Object.keys(alipay) as (keyof typeof alipay)[]),
  ...(Object.keys(wechat) as (keyof typeof wechat)[]),
]

/** Saved by the program itself, once the first account was switched on: the demonstration does not come back by itself. */
export const overName: VariableName = 'DEMO'

/** The names under which a variable may be set: its own and, where the text may be in a file, `…_FILE`. */
export function namesOf(name: VariableName): readonly string[] {
  return variables[name].origin === 'or-file' ? [name, `${name}_FILE`] : [name]
}

const sections = [
  { title: '网站 / The site', names: Object.keys(site) },
  { title: '数据与日志 / Data and logs', names: Object.keys(storage) },
  { title: '邮件 / Mail', names: Object.keys(mail) },
  { title: '短信 / Text messages', names: Object.keys(sms) },
  { title: '支付宝 / Alipay', names: Object.keys(alipay) },
  { title: '微信支付 / WeChat Pay', names: Object.keys(wechat) },
]

/** The text of `.env.example`: every variable, commented out, so that a copy of it configures nothing. */
export function envExample(): string {
  const described = new Map(Object.entries<Variable<unknown>>(variables))
  const blocks = sections.map(({ title, names }) => {
    const entries = names.map((name) => exampleOf(name, described.get(name)))
    return [`# ── ${title} ──`, ...entries].join('\n\n')
  })
  return `${blocks.join('\n\n\n')}\n`
}

function exampleOf(name: string, variable: Variable<unknown> | undefined): string {
  const { zh = '', en = '' } = variable?.about ?? {}
  const orFile = variable?.origin === 'or-file' ? ` (${name}_FILE)` : ''
  return `# ${zh} / ${en}${orFile}\n# ${formatDotenv(name, variable?.fallback ?? '')}`
}
