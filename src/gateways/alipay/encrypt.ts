// Alipay's content encryption: AES-128-CBC with a zero vector (fact sheet Alipay, section 9). The cipher is
// theirs to choose; that a message is genuine rests on the signature around it alone.

import { createCipheriv, createDecipheriv } from 'node:crypto'

const cipherName = 'aes-128-cbc'
const zeroVector = Buffer.alloc(16)

/** The ciphertext of a text in UTF-8, as base64. `key` is 16 bytes. */
export function encryptContent(text: string, key: Uint8Array): string {
  const cipher = createCipheriv(cipherName, key, zeroVector)
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
}

/** The inverse; undefined when the key or the text is not the right one. */
export function decryptContent(content: string, key: Uint8Array): string | undefined {
  try {
    const decipher = createDecipheriv(cipherName, key, zeroVector)
    return Buffer.concat([decipher.update(content, 'base64'), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
