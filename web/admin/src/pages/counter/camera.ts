// Reading a payment code with the device's camera, where the browser can: it looks at the picture several times a
// second and answers the first code that is nothing but digits.

/** What of the browser's Barcode Detection API is used; the standard library of types does not know it yet. */
type Detector = Readonly<{
  detect(source: HTMLVideoElement): Promise<readonly Readonly<{ rawValue: string }>[]>
}>
type DetectorClass = new (options: Readonly<{ formats: readonly string[] }>) => Detector

const formats = ['qr_code', 'code_128']
const lookEveryMs = 200
const codeForm = /^\d{16,24}$/

/** Why there is no camera: the browser reads no codes, the address is not https, or nobody allowed it. */
export type NoCamera = 'noCamera' | 'insecure' | 'refusedCamera'

function findDetector(): DetectorClass | undefined {
  const { BarcodeDetector } = window as Window & { BarcodeDetector?: DetectorClass }
  return BarcodeDetector
}

/** The picture of the camera at the back, or why there is none. */
export async function openCamera(): Promise<MediaStream | NoCamera> {
  if (!window.isSecureContext) return 'insecure'
  if (!findDetector() || !navigator.mediaDevices) return 'noCamera'
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  } catch {
    return 'refusedCamera'
  }
}

/** Looks until a code is seen; the answer ends the looking. */
export function watchForCode(video: HTMLVideoElement, seen: (code: string) => void): () => void {
  const Detector = findDetector()
  if (!Detector) return () => undefined
  const detector = new Detector({ formats })
  let isLooking = false
  const timer = window.setInterval(async () => {
    if (isLooking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return
    isLooking = true
    // A picture that cannot be read is followed by the next.
    const found = await detector.detect(video).catch(() => [])
    isLooking = false
    const code = found.map(({ rawValue }) => rawValue.trim()).find((text) => codeForm.test(text))
    if (code === undefined) return
    window.clearInterval(timer)
    seen(code)
  }, lookEveryMs)
  return () => window.clearInterval(timer)
}
