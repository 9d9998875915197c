// Reading a payment code with the device's camera: it looks at the picture several times a second and answers the
// first code that is nothing but digits. A payment code is shown as a barcode and as a QR code: browsers that read
// codes themselves take either, all others (iPhones, Firefox) take the QR code.

/** What of the browser's Barcode Detection API is used; the standard library of types does not know it yet. */
type Detector = Readonly<{
  detect(source: HTMLVideoElement): Promise<readonly Readonly<{ rawValue: string }>[]>
}>
type DetectorClass = new (options: Readonly<{ formats: ('qr_code' | 'code_128')[] }>) => Detector

const lookEveryMs = 200
const codeForm = /^\d{16,24}$/
/** Enough for a code that fills a third of the picture, and little enough for an old phone to read. */
const picture = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } }

/** Why there is no camera: the browser has none, the address is not https, or nobody allowed it. */
export type NoCamera = 'noCamera' | 'insecure' | 'refusedCamera'

/** Whether this browser reads codes itself, barcodes included. */
export function readsBarcodes(): boolean {
  return findDetector() !== undefined
}

function findDetector(): DetectorClass | undefined {
  const { BarcodeDetector } = window as Window & { BarcodeDetector?: DetectorClass }
  return BarcodeDetector
}

/** The picture of the camera at the back, or why there is none. */
export async function openCamera(): Promise<MediaStream | NoCamera> {
  if (!window.isSecureContext) return 'insecure'
  if (!navigator.mediaDevices) return 'noCamera'
  try {
    return await navigator.mediaDevices.getUserMedia({ video: picture })
  } catch {
    return 'refusedCamera'
  }
}

/** Looks until a code is seen; the answer ends the looking. Throws when the reader cannot be loaded. */
export async function watchForCode(
  video: HTMLVideoElement,
  seen: (code: string) => void,
): Promise<() => void> {
  const Reader: DetectorClass = findDetector() ?? (await import('qr/decode.js')).BarcodeDetector
  const detector = new Reader({ formats: ['qr_code', 'code_128'] })
  let isLooking = false
  const timer = window.setInterval(async () => {
    if (isLooking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return
    isLooking = true
    // A picture that cannot be read is followed by the next.
    const found = await detector.detect(video).catch(() => [])
    isLooking = false
    const code = found.map(({ rawValue }) => rawValue.trim()).find((text) => codeForm.test(text))
    if (code === undefined || isOver) return
    stop()
    seen(code)
  }, lookEveryMs)
  let isOver = false
  const stop = () => {
    isOver = true
    window.clearInterval(timer)
  }
  return stop
}
