// The list at the door: a tap marks at once and waits on the phone until it is sent; what other helpers mark comes in
// every few seconds. Without a line it goes on: see waiting.js and door-worker.js. Longer than other behaviours: it is a
// page that lives without its site. The buttons do the same without script.
import "../waiting.js"
import { kept } from "../door-kept.js"

const PAUSE = 5000, TWICE = 600

export default async (element) => {
  const { door, zone, seats } = element.dataset
  const part = (name) => element.querySelector(`[data-part=${name}]`)
  const said = (name, within = element) => within.querySelector(`[data-said=${name}]`)
  const blank = part("list").querySelector("template").content.firstElementChild
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone })
  const search = part("search").elements.q
  let one = Number(new URLSearchParams(location.search).get("one")), marks, list, etag = "", hasLine = true, is_over = false, timer

  // Without a place to keep marks, the page is as good as without script.
  try {
    marks = await waiting.marks(door)
    list = (await waiting.list(door)) ?? { made: 0 }
  } catch {
    return
  }
  if (list.made < Number(element.dataset.made)) await take({ ...written(), made: Number(element.dataset.made) })
  element.addEventListener("submit", pressed)
  search.addEventListener("input", draw)
  part("asked").addEventListener("click", answered)
  element.addEventListener("scanned", scanned)
  for (const name of ["online", "pageshow"]) addEventListener(name, () => look())
  document.addEventListener("visibilitychange", () => look())
  draw()
  waiting.tidy()
  kept(element.dataset.worker, door)
  look()

  // The rows as the page was made.
  function written() {
    const rows = (name) => [...element.querySelectorAll(`[data-list=${name}] > li`)].map((item) => {
      const [name, company, since] = ["b", "small", ".since"].map((one) => item.querySelector(one).textContent)
      const { who, state, keys } = item.dataset
      return [/^\d+$/.test(who) ? Number(who) : who, name, company, state, since, keys.split(" ").filter(Boolean)]
    })
    return { going: rows("going"), walk_ins: rows("walk_ins"), others: rows("others") }
  }

  // What the list says with this phone's own marks: [since, keys] by who.
  function here([who, , , , since, keys]) {
    const undone = new Set(marks.map((mark) => mark.undoes))
    const own = marks.filter((mark) => !mark.undoes && !mark.why && (mark.who ?? mark.key) === who)
    const all = [...new Set([...keys, ...own.map((mark) => mark.key)])].filter((key) => !undone.has(key))
    return { keys: all, since: all.length ? since || clock.format(own[0]?.at) : "", waits: own.length > 0 }
  }

  function draw() {
    const walkIns = marks.filter((mark) => mark.name && !mark.why && !list.walk_ins.some(([who]) => who === mark.key))
    const parts = { ...list, walk_ins: [...list.walk_ins, ...walkIns.map((mark) => [mark.key, mark.name, mark.company, "", "", []])] }
    const words = fold(search.value).split(" ").filter(Boolean)
    let present = 0, expected = 0, found = 0
    for (const name of ["going", "walk_ins", "others"]) {
      const place = element.querySelector(`[data-list=${name}]`)
      const items = parts[name].map((row) => {
        const now = here(row), item = drawn(row, now, name)
        present += now.keys.length > 0
        expected += name === "going" || now.keys.length > 0
        const text = fold(`${row[1]} ${row[2]}`)
        item.hidden = !words.every((word) => text.includes(word)) || (name === "walk_ins" && !now.keys.length)
        found += !item.hidden
        return item
      })
      if (items.some((item, n) => place.children[n] !== item) || place.children.length !== items.length) place.replaceChildren(...items)
      if (name !== "going") part(name).hidden = items.every((item) => item.hidden)
    }
    said("nobody").hidden = found > 0
    if (!found) part("walk-in").elements.name.value ||= search.value.trim()
    const full = seats !== undefined && expected >= Number(seats)
    element.querySelectorAll("[data-part=full]").forEach((one) => { one.hidden = !full })
    tell(said("count"), element.dataset.count.replace("{here}", present).replace("{expected}", expected))
    sayLine()
    ask()
    if (one) showOne(Object.entries(parts))
  }

  function drawn([who, name, company, state], { keys, since, waits }, from) {
    const item = element.querySelector(`[data-list] > [data-who="${who}"]`) ?? blank.cloneNode(true)
    const button = item.querySelector("button"), is_here = keys.length > 0
    Object.assign(item.dataset, { who, state, keys: keys.join(" ") })
    Object.assign(button, { value: who, name: is_here ? "undo" : from === "others" ? "let_in" : "here" })
    button.setAttribute("aria-pressed", is_here)
    const texts = { b: name, small: company, ".state": is_here ? "" : state, ".since": since }
    for (const [place, text] of Object.entries(texts)) tell(item.querySelector(place), text)
    item.classList.toggle("waits", waits)
    return item
  }

  function tell(place, text) {
    if (place.textContent !== text) place.textContent = text
  }

  function sayLine() {
    const number = marks.filter((mark) => !mark.why).length
    said("line").hidden = hasLine
    tell(said("line"), hasLine ? "" : number ? element.dataset.waits.replace("{n}", number) : element.dataset.offline)
  }

  // Whose code was scanned.
  function showOne(parts) {
    const [from, row] = parts.flatMap(([name, rows]) => Array.isArray(rows) ? rows.map((row) => [name, row]) : []).find(([, row]) => row[0] === one) ?? []
    const card = part("one"), form = card.querySelector("form"), button = form.querySelector("button")
    card.hidden = false
    if (!row) { form.hidden = true; return tell(said("state", card), element.dataset.unknown) }
    const now = here(row)
    tell(said("name", card), row[1])
    tell(said("company", card), row[2])
    tell(said("state", card), now.since ? form.dataset.since.replace("{time}", now.since) : row[3])
    form.hidden = Boolean(now.since)
    Object.assign(button, { value: one, name: from === "others" ? "let_in" : "here" })
    tell(button, button.dataset[from === "others" ? "letIn" : "here"])
  }

  // What the site could not take without another word.
  function ask() {
    const place = part("asked"), asked = marks.filter((mark) => mark.why)
    place.hidden = !asked.length
    place.querySelector("ul").replaceChildren(...asked.map((mark) => {
      const item = place.querySelector("template").content.firstElementChild.cloneNode(true)
      item.dataset.key = mark.key
      item.querySelector("b").textContent = nameOf(mark)
      item.querySelector("span").textContent = mark.why
      return item
    }))
  }

  function nameOf(mark) {
    return mark.name || [...list.going, ...list.others].find(([who]) => who === mark.who)?.[1] || ""
  }

  async function answered({ target }) {
    const deed = target.closest("[data-deed]")?.dataset.deed
    const mark = deed && marks.find((one) => one.key === target.closest("li").dataset.key)
    if (!mark) return
    if (deed === "drop") await waiting.drop(mark.key)
    else await waiting.put({ ...mark, agreed: true, why: undefined })
    await changed()
  }

  async function pressed(event) {
    const form = event.target, button = event.submitter
    if (is_over) return
    event.preventDefault()
    if (form === part("search")) return search.blur()
    if (form === part("walk-in")) return walkIn(form)
    // A second tap that was not meant takes nothing back.
    if (Date.now() - (button.dataset.at ?? 0) < TWICE) return
    button.dataset.at = Date.now()
    const who = /^\d+$/.test(button.value) ? Number(button.value) : button.value
    const keys = button.closest("li")?.dataset.keys.split(" ").filter(Boolean) ?? []
    if (button.name === "undo") await add(...keys.map((undoes) => ({ undoes })))
    else await add({ who, agreed: button.name === "let_in", way: form.elements.way?.value ?? "list" })
  }

  // Who shows their code is here, if they have a seat; anybody else needs a word.
  async function scanned({ detail }) {
    one = detail
    const row = list.going.find(([who]) => who === one)
    if (row && !here(row).keys.length) await add({ who: one, agreed: false, way: "code" })
    else draw()
    part("one").scrollIntoView({ block: "nearest" })
  }

  async function walkIn(form) {
    const [name, company, email] = ["name", "company", "email"].map((one) => form.elements[one].value.trim())
    const full = form.querySelector("[data-part=full]")
    if (!name) return form.elements.name.focus()
    if (!full.hidden && !form.elements.agreed.checked) return form.elements.agreed.focus()
    await add({ name, company, email, agreed: form.elements.agreed.checked, way: "walk_in" })
    form.reset()
    form.closest("details").open = false
    search.value = ""
    draw()
  }

  async function add(...made) {
    const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
    await waiting.put(...made.map((mark, n) => ({ ...mark, key: key(), door, at: Date.now() + n / 1000 })))
    await changed()
  }

  async function changed() {
    marks = await waiting.marks(door)
    draw()
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("marks")).catch(() => {})
    look()
  }

  async function take(now) {
    list = { ...now, door }
    await waiting.keep(list)
  }

  async function look() {
    clearTimeout(timer)
    if (is_over) return
    if (!document.hidden) await exchange()
    if (!is_over) timer = setTimeout(look, PAUSE)
  }

  async function exchange() {
    try {
      const now = (await waiting.send(door)) ?? (await asked())
      if (now === "gone") return await end()
      hasLine = true
      if (now) await take(now)
    } catch {
      hasLine = false
    }
    marks = await waiting.marks(door)
    draw()
  }

  async function asked() {
    const answer = await fetch(`${door}/list`, { headers: etag ? { "If-None-Match": etag } : {}, signal: AbortSignal.timeout?.(PAUSE * 2) })
    if (answer.status === 304) return null
    if (answer.status === 403 || answer.status === 404) return "gone"
    if (!answer.ok) throw new Error(answer.status)
    etag = answer.headers.get("ETag")
    return { ...await answer.json(), made: Date.parse(answer.headers.get("Date")) || Date.now() }
  }

  async function end() {
    is_over = true
    const names = marks.filter((mark) => !mark.undoes).map(nameOf).filter(Boolean).join(", ")
    await waiting.forget(door)
    const says = [element.dataset.ended, names && element.dataset.unsent.replace("{names}", names)].filter(Boolean)
    element.replaceChildren(...says.map((text) => Object.assign(document.createElement("p"), { textContent: text })))
  }
}

// As core/text.py does: what people type when they search.
function fold(text) {
  const plain = { æ: "ae", ø: "o", ß: "ss", đ: "d", ð: "d", þ: "th", ł: "l" }
  return text.toLowerCase().replace(/[æøßđðþł]/g, (one) => plain[one]).normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("aa", "a")
}
