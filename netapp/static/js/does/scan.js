// Reads the codes of tickets with the camera, one after the other, where the browser can by itself. Whose it is goes to
// the list around it as "scanned". Elsewhere the phone's own camera opens the address in the code, which leads here, too.
const TICKET = /\/checkin\/tickets\/([a-z2-7]+)$/i, PAUSE = 200

export default async (element) => {
  const button = element.querySelector("button"), video = element.querySelector("video")
  const formats = await self.BarcodeDetector?.getSupportedFormats().catch(() => [])
  if (!formats?.includes("qr_code") || !navigator.mediaDevices) return
  const detector = new BarcodeDetector({ formats: ["qr_code"] })
  let stream, last = ""

  element.hidden = false
  button.addEventListener("click", () => stream ? stop() : start())
  document.addEventListener("visibilitychange", () => document.hidden && stop())

  async function start() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } })
    } catch {
      return
    }
    video.srcObject = stream
    video.hidden = false
    button.setAttribute("aria-pressed", true)
    await video.play()
    look()
  }

  function stop() {
    stream?.getTracks().forEach((track) => track.stop())
    stream = undefined
    video.hidden = true
    button.setAttribute("aria-pressed", false)
  }

  async function look() {
    if (!stream) return
    const [found] = await detector.detect(video).catch(() => [])
    const code = found && TICKET.exec(found.rawValue)?.[1]
    if (code && code !== last) {
      last = code
      navigator.vibrate?.(80)
      element.dispatchEvent(new CustomEvent("scanned", { bubbles: true, detail: waiting.numberIn(code) }))
    }
    setTimeout(look, PAUSE)
  }
}
