// Where a picture is to be had. Its address is the hash of its bytes, so that browsers may keep it for ever.

export function pictureUrl(hash: string | null): string | null {
  return hash === null ? null : `/media/${hash}`
}
