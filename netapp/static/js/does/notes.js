// Saves each section of a meeting's notes a moment after the last key, and shows what others write meanwhile. What was
// not acknowledged yet is kept in this browser, with the token under which it is sent again: a repeat makes no double.
// <div data-does="notes" data-now="/meetings/7/notes/now"> with a <section data-section="9"> for each.
const PAUSE = 1200, EVERY = 4000, AGAIN = 2500

const post = async (url, fields) => {
  const answer = await fetch(url, {
    method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(fields), signal: AbortSignal.timeout(10000),
  })
  if (!answer.ok) throw new Error(answer.status)
  return answer.json()
}
const token = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, "0")).join("")
// As the server tidies a text.
const tidy = (text) => text.replaceAll("\r\n", "\n").trim()

class Section {
  constructor(element, words) {
    const form = element.querySelector("form:has(textarea)")
    Object.assign(this, { element, form, words, number: element.dataset.section, field: form.elements.body })
    this.place = `notes:${location.origin}:${this.number}`
    this.base = form.elements.base.value
    this.last = tidy(this.field.value) // what the server is known to have, as this field shows it
    this.state = element.querySelector("[data-state]")
    this.box = element.querySelector("[data-clash]")
    this.field.addEventListener("input", () => this.written())
    this.field.addEventListener("blur", () => this.send())
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send() })
    this.box.addEventListener("click", (event) => this.choose(event.target.dataset.keep))
    this.begin()
  }

  // What a lost line, or a closed page, has left behind.
  begin() {
    const kept = JSON.parse(localStorage.getItem(this.place) ?? "null")
    if (!kept) return
    Object.assign(this, { base: kept.base, sending: kept.sending ?? null })
    this.field.value = kept.body
    this.send()
  }

  written() {
    this.keep()
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => this.send(), PAUSE)
  }

  keep() {
    const kept = { base: this.base, body: this.field.value, sending: this.sending }
    if (this.isOpen) localStorage.setItem(this.place, JSON.stringify(kept))
    else localStorage.removeItem(this.place)
  }

  get isOpen() { return Boolean(this.sending) || tidy(this.field.value) !== this.last }

  async send() {
    clearTimeout(this.waiting)
    if (this.busy || this.clash || !this.isOpen) return
    this.busy = true
    // The same words under the same token until they are acknowledged.
    this.sending ??= { body: tidy(this.field.value), base: this.base, token: token(), ...(this.settles ? { settles: this.settles } : {}) }
    this.keep()
    this.say(this.words.saving)
    try {
      this.take(await post(this.form.action, this.sending))
    } catch {
      this.say(this.words.offline)
      this.waiting = setTimeout(() => this.send(), AGAIN)
    }
    this.busy = false
    if (!this.waiting && this.isOpen) this.waiting = setTimeout(() => this.send(), PAUSE)
  }

  take(saved) {
    this.waiting = undefined
    const { body } = this.sending
    this.sending = null
    if (saved.clash) {
      this.clash = saved
      this.element.querySelector("[data-theirs]").textContent = saved.body
      this.box.hidden = false
      this.last = null
    } else if (tidy(this.field.value) === body) {
      this.settles = undefined
      this.base = saved.revision
      this.show(saved.body)
      this.say(this.words.saved)
    } else {
      // Somebody goes on typing: theirs is merged when that is sent, which was written upon what was sent now.
      this.settles = undefined
      this.base = saved.sent
      this.last = body
    }
    this.keep()
  }

  choose(kept) {
    if (!kept || !this.clash) return
    const { body, both, revision, sent } = this.clash
    if (kept !== "mine") this.field.value = kept === "both" ? both : body
    Object.assign(this, { clash: null, base: revision, settles: sent, last: null })
    this.box.hidden = true
    this.send()
  }

  // The text as it stands now, without taking the cursor from who is in it.
  show(body) {
    this.last = body
    if (tidy(this.field.value) === body) return
    const { selectionStart: at, value } = this.field
    const end = value.slice(value.trimEnd().length)
    let same = 0
    while (same < at && value[same] === body[same]) same += 1
    const place = same === at ? at : Math.max(0, body.length + end.length - (value.length - at))
    this.field.value = body + end
    if (document.activeElement === this.field) this.field.setSelectionRange(place, place)
  }

  others({ revision, who, body }) {
    this.element.querySelector("[data-who]").textContent = who
    if (body === undefined || this.busy || this.isOpen || this.clash) return
    this.base = revision
    this.show(body)
  }

  say(text) { this.state.textContent = text }
}

export default (element) => {
  const sections = [...element.querySelectorAll("[data-section]")].map((one) => new Section(one, element.dataset))
  const ask = async () => {
    if (!document.hidden) {
      const here = sections.find((one) => one.field === document.activeElement)
      const known = Object.fromEntries(sections.map((one) => [one.number, one.base]))
      try {
        const now = await post(element.dataset.now, { ...known, ...(here ? { in: here.number } : {}) })
        for (const one of sections) if (now.sections[one.number]) one.others(now.sections[one.number])
      } catch { /* Without a line there is nothing to show; what is written is kept. */ }
    }
    setTimeout(ask, EVERY)
  }
  window.addEventListener("online", () => sections.forEach((one) => one.send()))
  setTimeout(ask, EVERY / 4)
}
