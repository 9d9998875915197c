// What the sign-in page says, in English.

import type { words as standard } from '../zh-CN/sign-in.ts'

export const words: typeof standard = {
  title: (shop: string) => `Sign in to ${shop}`,
  email: 'E-mail',
  password: 'Password',
  signIn: 'Sign in',
  second: {
    title: 'Second step',
    text: 'Enter the 6 digits from your authenticator app. Without your phone, enter one of your recovery codes',
    code: 'Code or recovery code',
    go: 'Verify',
    passkey: 'Use a passkey',
  },
  fresh: {
    title: 'Set a new password',
    text: 'You signed in with a one-time password. Choose a password of your own for the next time',
    present: 'One-time password',
    next: 'New password',
    hint: 'At least 10 characters, the longer the better',
    repeat: 'New password again',
    differs: 'The two new passwords differ',
    go: 'Save and continue',
  },
  missing: 'Please fill this in',
  again: {
    title: 'Your session has ended',
    text: 'Please sign in again. What you were filling in is still there',
  },
  back: 'Use another account',
  passkeyFailed: 'The passkey was not confirmed. Please try again or use a code',
}
