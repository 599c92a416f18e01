// The list at the door opens without a line: its page, style and scripts are kept, and what waits is sent as soon as the
// browser sees a line, also while the page is closed. It sees to /checkin/ and nothing else; waiting.js comes before it.
const DOOR = /^\/checkin\/doors\/[^/]+$/, TICKET = /^\/checkin\/tickets\/([^/]+)$/, PATIENCE = 4000

addEventListener("install", () => skipWaiting())
addEventListener("activate", (event) => event.waitUntil(clients.claim()))
addEventListener("sync", (event) => event.waitUntil(sendAll()))
addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url)
  if (request.method !== "GET" || origin !== location.origin) return
  if (pathname.startsWith("/static/")) event.respondWith(file(request))
  else if (request.mode === "navigate" && (DOOR.test(pathname) || TICKET.test(pathname))) event.respondWith(page(request, pathname))
})

async function sendAll() {
  const doors = new Set((await waiting.marks()).map((one) => one.door))
  for (const door of doors) if (await waiting.send(door) === "gone") await waiting.forget(door)
}

// Files of a year: what is kept is good.
async function file(request) {
  const cache = await caches.open(waiting.CACHE)
  const kept = await cache.match(request, { ignoreVary: true })
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

// From the site while it answers soon; a line that hangs is none.
async function page(request, path) {
  const cache = await caches.open(waiting.CACHE)
  try {
    const answer = await Promise.race([fetch(request), new Promise((_, late) => setTimeout(late, PATIENCE))])
    if (DOOR.test(path) && answer.ok) await cache.put(path, answer.clone())
    if (DOOR.test(path) && [403, 404].includes(answer.status)) await cache.delete(path, { ignoreVary: true })
    if (answer.type === "opaqueredirect" || answer.status < 500) return answer
  } catch {}
  const ticket = TICKET.exec(path)
  if (ticket) return toDoor(await cache.keys(), ticket[1])
  return await cache.match(path, { ignoreVary: true }) ?? Response.error()
}

// A code that is scanned without a line: the list that this phone kept last finds whose it is.
function toDoor(kept, code) {
  const doors = kept.map((one) => new URL(one.url).pathname).filter((path) => DOOR.test(path))
  return doors.length ? Response.redirect(`${doors.at(-1)}?one=${waiting.numberIn(code)}`, 302) : Response.error()
}
