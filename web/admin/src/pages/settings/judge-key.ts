// Whether a recognised key belongs into its field. The classic mistakes have words of their own, said while the
// text is still in the clipboard.

import type { Words } from '../../text/folder.ts'
import type { Draft } from './draft.ts'
import type { Key } from './form.ts'

export type KeyMistake = Exclude<keyof Words['settings']['wrong'], 'timeout'>

const privateNames = ['ALIPAY_PRIVATE_KEY', 'WECHAT_PRIVATE_KEY']
const gatewayKeys: Readonly<Record<string, KeyMistake>> = {
  ALIPAY_ALIPAY_PUBLIC_KEY: 'ownForAlipay',
  WECHAT_PUBLIC_KEY: 'ownForWechat',
}

/** Undefined where nothing speaks against it. */
export function judgeKey(name: string, key: Key, draft: Draft): KeyMistake | undefined {
  if (privateNames.includes(name)) {
    if (key.kind === 'private') return undefined
    return key.kind === 'public' ? 'publicForPrivate' : 'certificateForPrivate'
  }
  const own = draft.keyOf(`${name.split('_')[0]}_PRIVATE_KEY`)
  const isOwn = own?.kind === 'private' && own.fingerprint === key.fingerprint
  const isOther = own?.kind === 'private' && own.fingerprint !== key.fingerprint
  if (name.endsWith('_CERT_FILE')) {
    if (key.kind !== 'certificate') return 'keyForCertificate'
    if (name === 'ALIPAY_CERT_FILE' && isOwn) return 'ownCertificate'
    const isOurs = ['ALIPAY_APP_CERT_FILE', 'WECHAT_CERT_FILE'].includes(name)
    return isOurs && isOther ? 'certificateNotPair' : undefined
  }
  if (key.kind === 'private') return 'privateForPublic'
  if (name === 'ALIPAY_PUBLIC_KEY') return isOther ? 'ownNotPair' : undefined
  return isOwn ? gatewayKeys[name] : undefined
}
