// What the pages of licences share.

import type { GetLicensesByLicenseIdResponses } from '../../api/generated/types.gen.ts'
import type { Tone } from '../../parts/index.ts'

export type License = GetLicensesByLicenseIdResponses[200]['data']
export type Act =
  | 'reissue'
  | 'transfer'
  | 'extend'
  | 'limit'
  | 'suspend'
  | 'resume'
  | 'revoke'
  | 'unbind'

export const tones: Readonly<Record<License['status'], Tone>> = {
  active: 'good',
  not_begun: 'busy',
  expired: 'quiet',
  suspended: 'warn',
  revoked: 'bad',
}
