// What the page of members says, in English.

import type { words as standard } from '../zh-CN/people.ts'

export const words: typeof standard = {
  title: 'Members',
  text: 'Who may sign in to the console, and what they may do',
  add: 'Add a member',
  name: 'Name',
  email: 'E-mail',
  role: 'Role',
  state: 'State',
  factor: 'Second step',
  signedIn: 'Last signed in',
  never: 'never',
  actions: 'Actions',
  edit: 'Edit',
  roles: { owner: 'Owner', finance: 'Finance', support: 'Support', reader: 'Reader' },
  roleHints: {
    owner: 'May do everything',
    finance: 'Sees everything but members; works on refunds, cases and reconciliation',
    support: 'Sees orders, refunds, licences and products; works on orders and licences',
    reader: 'Sees, but changes nothing',
  },
  states: { active: 'Active', disabled: 'Disabled', once: 'Password not set' },
  factors: { totp: 'Authenticator', passkey: 'Passkey', none: 'None' },
  form: {
    addTitle: 'Add a member',
    addText: 'A one-time password is made. Hand it over in person or in another trusted way',
    editTitle: (name: string) => `Edit ${name}`,
    create: 'Add',
    save: 'Save',
    saved: 'Saved',
    missing: 'Please fill this in',
    isActive: 'May sign in',
  },
  once: {
    title: 'One-time password',
    text: (email: string) =>
      `Hand it to ${email}. It is shown this once; the first sign-in asks for a new password`,
    kept: 'Noted',
  },
  resetPassword: 'Reset password',
  resetPasswordTitle: (name: string) => `Reset the password of ${name}`,
  resetPasswordText: 'A new one-time password is made, and all their devices are signed out',
  resetFactor: 'Clear second step',
  resetFactorTitle: (name: string) => `Clear the second step of ${name}`,
  resetFactorText:
    'Their authenticator, passkeys and recovery codes stop working and all their devices are signed out. Make sure first that they asked for it',
  factorReset: 'The second step was cleared',
}
