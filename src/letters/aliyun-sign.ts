// Aliyun's signature of version 3, ACS3-HMAC-SHA256, over an RPC call whose parameters stand in the address.

import { createHash, createHmac } from 'node:crypto'

export type AliyunCall = Readonly<{
  host: string
  action: string
  version: string
  query: Readonly<Record<string, string>>
  /** UTC, whole seconds: 2023-10-26T10:22:32Z */
  date: string
  nonce: string
}>

const algorithm = 'ACS3-HMAC-SHA256'
const emptyBody = sha256('')

/** The headers of a POST without a body, and the query as it was signed. */
export function signAliyun(
  { host, action, version, query, date, nonce }: AliyunCall,
  keyId: string,
  keySecret: string,
): Readonly<{ headers: Readonly<Record<string, string>>; query: string }> {
  const headers: Record<string, string> = {
    host,
    'x-acs-action': action,
    'x-acs-content-sha256': emptyBody,
    'x-acs-date': date,
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
  }
  const names = Object.keys(headers).sort()
  const asked = Object.entries(query)
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .sort()
    .join('&')
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('')
  const canonical = ['POST', '/', asked, lines, names.join(';'), emptyBody].join('\n')
  const signature = createHmac('sha256', keySecret)
    .update(`${algorithm}\n${sha256(canonical)}`)
    .digest('hex')
  const authorization = `${algorithm} Credential=${keyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  return { headers: { ...headers, authorization }, query: asked }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** RFC 3986: what encodeURIComponent leaves, these five excepted. */
function percent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
