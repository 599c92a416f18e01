// What a phone at the door keeps while there is no line: its marks, and the list. Its page has this, and so has the
// worker that sends when the page is closed; so it is no module, and both find it as `waiting`.
self.waiting = (() => {
  const MOST = 200, LISTS = "lists", MARKS = "marks", CACHE = "check-in", OLD = 2 * 24 * 3600 * 1000

  const opened = () => new Promise((done, failed) => {
    const asked = indexedDB.open("check-in", 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(MARKS, { keyPath: "key" })
      asked.result.createObjectStore(LISTS, { keyPath: "door" })
    }
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error)
  })

  // One transaction; the answer of the last request that `deed` makes, once all of it is kept.
  const within = async (name, mode, deed) => {
    const base = await opened()
    try {
      return await new Promise((done, failed) => {
        const going = base.transaction(name, mode, { durability: "strict" })
        const asked = deed(going.objectStore(name))
        going.oncomplete = () => done(asked?.result)
        going.onerror = going.onabort = () => failed(going.error)
      })
    } finally {
      base.close()
    }
  }

  const marks = async (door) => {
    const all = await within(MARKS, "readonly", (store) => store.getAll())
    return all.filter((one) => !door || one.door === door).sort((one, other) => one.at - other.at)
  }
  const put = (...marks) => within(MARKS, "readwrite", (store) => marks.forEach((one) => void store.put(one)))
  const drop = (...keys) => within(MARKS, "readwrite", (store) => keys.forEach((key) => void store.delete(key)))
  const list = (door) => within(LISTS, "readonly", (store) => store.get(door))
  const keep = (list) => within(LISTS, "readwrite", (store) => void store.put(list))

  // Sends what waits, which may come twice without harm. The list as it is then, "gone" when the link has ended, or
  // nothing when nothing waited; it throws while there is no line.
  const send = async (door) => {
    const sent = (await marks(door)).filter((one) => !one.why).slice(0, MOST)
    if (!sent.length) return null
    const said = sent.map(({ door: _door, at, ...rest }) => ({ ...rest, ago: Math.round((Date.now() - at) / 1000) }))
    const answer = await fetch(`${door}/marks`, { method: "POST", body: new URLSearchParams({ marks: JSON.stringify(said) }) })
    if (answer.status === 403 || answer.status === 404) return "gone"
    if (!answer.ok) throw new Error(answer.status)
    const { left, list } = await answer.json()
    await drop(...sent.filter((one) => !(one.key in left)).map((one) => one.key))
    await put(...sent.filter((one) => one.key in left).map((one) => ({ ...one, why: left[one.key] })))
    return { ...list, made: Date.parse(answer.headers.get("Date")) || Date.now() }
  }

  // The link has ended: nothing of the list stays here.
  const forget = async (door) => {
    await drop(...(await marks(door)).map((one) => one.key))
    await within(LISTS, "readwrite", (store) => void store.delete(door))
    if (self.caches) await (await caches.open(CACHE)).delete(door, { ignoreVary: true })
  }

  // Names of people stay on a phone no longer than the day: lists that nobody has opened since go, once all was sent.
  const tidy = async () => {
    const all = await within(LISTS, "readonly", (store) => store.getAll())
    for (const { door, made } of all) if (made < Date.now() - OLD && !(await marks(door)).length) await forget(door)
  }

  // Whose ticket it is: the first 32 bits of a base32 text (RFC 4648), see core/signed.py.
  const numberIn = (code) => {
    const bits = [...code.slice(0, 7).toUpperCase()].map((one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one))
    return parseInt(bits.map((five) => Math.max(five, 0).toString(2).padStart(5, "0")).join("").slice(0, 32), 2)
  }

  return { tidy, numberIn, CACHE, marks, put, drop, list, keep, send, forget }
})()
