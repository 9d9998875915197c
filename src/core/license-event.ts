// What can happen to a licence, by name.

export const licenseEventKinds = [
  'activated',
  'deactivated',
  /** an offline file was made for a device, which keeps its seat as long as that is good */
  'filed',
  'suspended',
  'resumed',
  'revoked',
  'extended',
  'limited',
  'reissued',
  'renewed',
  'upgraded',
  /** what was bought on top of it went back */
  'undone',
  'transferred',
  'expiring',
  'expired',
] as const
export type LicenseEventKind = (typeof licenseEventKinds)[number]
