// The download of platform certificates, each sealed under the APIv3 key (fact sheet WeChat Pay, section 4).

import type { FastifyInstance } from 'fastify'
import { letters } from '../names.ts'
import type { PlatformCertificate } from './keys.ts'
import { formatRfc3339 } from './rfc3339.ts'
import { sealText } from './sign.ts'
import type { Surroundings } from './surroundings.ts'
import { resourceUnknown, wrongParameter } from './v3-errors.ts'
import { addV3Route, json, type V3Call, type V3Reply } from './v3-routes.ts'

export function addV3Certificates(server: FastifyInstance, around: Surroundings): void {
  addV3Route(server, around, {
    method: 'GET',
    path: '/v3/certificates',
    answer: (call) => list(call, around),
  })
}

function list({ merchant, query }: V3Call, { keys, random }: Surroundings): V3Reply {
  const algorithm = query.get('algorithm_type') ?? 'RSA'
  if (algorithm !== 'RSA' && algorithm !== 'ALL') {
    throw wrongParameter('algorithm_type', algorithm, '应为 RSA 或 ALL', 'query')
  }
  if (merchant.mode === 'public-key') {
    throw resourceUnknown('无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥')
  }
  const { apiV3Key } = merchant
  if (!apiV3Key) throw resourceUnknown('商户未设置APIv3密钥')
  const sealed = (certificate: PlatformCertificate) => ({
    serial_no: certificate.serial,
    effective_time: formatRfc3339(certificate.validFrom),
    expire_time: formatRfc3339(certificate.validUntil),
    encrypt_certificate: sealText(certificate.pem, apiV3Key, letters(random, 12), 'certificate'),
  })
  return json({ data: keys.certificates().map(sealed) })
}
