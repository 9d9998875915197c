// What a picture is, told by its bytes and never by its name: PNG, JPEG or WebP, and how large it is.

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp'
/** Width and height in pixels, as stored: a rotation written beside the pixels is not applied. */
export type Picture = Readonly<{ contentType: PictureType; width: number; height: number }>

export const pictureMaxBytes = 1_048_576
const sideMin = 16
const sideMax = 4_096

/** Undefined for anything but a PNG, JPEG or WebP of up to 1 MiB with sides of 16 to 4096 pixels. */
export function readPicture(bytes: Uint8Array): Picture | undefined {
  if (bytes.length > pictureMaxBytes) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const picture = readPng(view) ?? readJpeg(view) ?? readWebp(view)
    return picture && fits(picture.width) && fits(picture.height) ? picture : undefined
  } catch (error) {
    // The view refuses to read past the end: the file is cut off.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function fits(side: number): boolean {
  return side >= sideMin && side <= sideMax
}

/** PNG specification, sections 5.2 and 11.2.2: the signature, then always IHDR with both sides. */
function readPng(view: DataView): Picture | undefined {
  const isPng = view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a
  if (!isPng || wordAt(view, 12) !== 'IHDR') return undefined
  return { contentType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
}

/** ITU T.81, annex B: marker by marker up to the frame's header, which holds both sides. */
function readJpeg(view: DataView): Picture | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    while (view.getUint16(at) === 0xffff) at += 1
    const marker = view.getUint16(at)
    // Start of scan or end of image before any frame: not a picture.
    if (marker < 0xffc0 || marker === 0xffda || marker === 0xffd9) return undefined
    // 0xffc4, c8 and cc are tables among the frame markers.
    const isFrame = marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (isFrame)
      return {
        contentType: 'image/jpeg',
        width: view.getUint16(at + 7),
        height: view.getUint16(at + 5),
      }
  }
}

/** RFC 9649, sections 2.3 to 2.7: lossy, lossless and extended files write their sides in three ways. */
function readWebp(view: DataView): Picture | undefined {
  if (wordAt(view, 0) !== 'RIFF' || wordAt(view, 8) !== 'WEBP') return undefined
  const contentType = 'image/webp'
  switch (wordAt(view, 12)) {
    case 'VP8 ':
      if (view.getUint16(23) !== 0x9d01 || view.getUint8(25) !== 0x2a) return undefined
      return {
        contentType,
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      }
    case 'VP8L': {
      if (view.getUint8(20) !== 0x2f) return undefined
      const sides = view.getUint32(21, true)
      return { contentType, width: (sides & 0x3fff) + 1, height: ((sides >> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return {
        contentType,
        width: view.getUint16(24, true) + view.getUint8(26) * 0x10000 + 1,
        height: view.getUint16(27, true) + view.getUint8(29) * 0x10000 + 1,
      }
  }
  return undefined
}

function wordAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((step) => view.getUint8(at + step)))
}
