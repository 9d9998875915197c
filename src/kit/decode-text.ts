// Bytes somebody else wrote, as text: UTF-8 where they are, otherwise GBK, which gateways and Chinese Windows write.

/** Never throws: bytes that are letters in neither become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
