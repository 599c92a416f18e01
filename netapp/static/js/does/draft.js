// What is being written is kept on the server a moment after the last key, so that another device goes on with it.
// <form data-does="draft" data-url="/threads/7/draft">
const PAUSE = 2000

export default (form) => {
  let waiting
  const words = () => new URLSearchParams({
    title: form.elements.title?.value ?? "", body: form.elements.body.value,
  })
  const keep = () => {
    clearTimeout(waiting)
    waiting = undefined
    fetch(form.dataset.url, { method: "POST", body: words(), keepalive: true }).catch(() => {})
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(keep, PAUSE)
  })
  form.addEventListener("submit", () => clearTimeout(waiting))
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && waiting) keep()
  })
}
