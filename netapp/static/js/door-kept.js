// Lets the page at the door open without a line: a worker for it, and its files where the worker finds them. Only with TLS
// or on localhost; elsewhere the page goes on for as long as it stays open.
export async function kept(worker, door) {
  if (!navigator.serviceWorker || !self.caches) return
  // The policy of our pages takes no bare address for a script.
  const policy = self.trustedTypes?.createPolicy("check-in", { createScriptURL: (url) => url })
  await navigator.serviceWorker.register(policy ? policy.createScriptURL(worker) : worker)
  const cache = await caches.open(waiting.CACHE)
  const files = performance.getEntriesByType("resource").map((one) => one.name).filter((url) => url.startsWith(`${location.origin}/static/`))
  for (const old of await cache.keys()) {
    if (old.url.startsWith(`${location.origin}/static/`) && !files.includes(old.url)) await cache.delete(old)
  }
  const missing = []
  for (const url of [door, ...new Set(files)]) if (!await cache.match(url, { ignoreVary: true })) missing.push(url)
  await cache.addAll(missing)
  document.documentElement.dataset.kept = "yes"
}
