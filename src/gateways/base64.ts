// Base64 of signatures and ciphertexts, read strictly.

/** What is not the one spelling of its bytes is not base64. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined
}
