// Counts a clock down, and keeps a screen as it is on the server: <main data-does="room" data-mark="…"> is replaced when
// an answer bears another mark. An organiser's page has no mark: there only the clock runs. Without script the page is
// loaded anew every few seconds.
const EVERY = 4000, TURN = 12000

export default (element) => {
  let ahead = 0
  const learn = () => {
    const face = element.querySelector("[data-now]")
    if (face) ahead = Number(face.dataset.now) - Date.now()
    turn(0)
  }
  const tick = () => {
    const now = Date.now() + ahead
    const face = element.querySelector("[data-ends]")
    if (face) {
      const left = Math.max(0, Math.ceil((Number(face.dataset.ends) - now) / 1000))
      face.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
      face.classList.toggle("late", left > 0 && left <= 60)
      face.classList.toggle("over", left === 0)
    }
    const hour = element.querySelector("[data-zone]")
    if (hour) hour.textContent = new Date(now).toLocaleTimeString(document.documentElement.lang, { timeZone: hour.dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
  }
  // More tables than are read from the back of a room take turns.
  const turn = (step) => {
    const pages = [...element.querySelectorAll(".screen-signs")]
    const shown = (Math.max(0, pages.findIndex((one) => !one.hidden)) + step) % (pages.length || 1)
    pages.forEach((one, place) => { one.hidden = place !== shown })
  }
  // A document by XMLHttpRequest: the policy of these pages lets no text become markup.
  const ask = () => {
    const request = new XMLHttpRequest()
    request.open("GET", location.href)
    request.responseType = "document"
    request.setRequestHeader("If-None-Match", `"${element.dataset.mark}"`)
    request.onload = () => {
      const fresh = request.status === 200 && request.response?.querySelector("[data-mark]")
      if (!fresh || fresh.dataset.mark === element.dataset.mark) return
      element.dataset.mark = fresh.dataset.mark
      element.replaceChildren(...[...fresh.childNodes].map((one) => document.importNode(one, true)))
      learn()
      tick()
    }
    request.send()
  }

  learn()
  tick()
  setInterval(tick, 250)
  if (!element.dataset.mark) return
  setInterval(ask, EVERY)
  setInterval(() => turn(1), TURN)
  navigator.wakeLock?.request("screen").catch(() => {})
}
