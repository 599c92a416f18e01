// What is being written is kept on the server a moment after the last key, so that another device goes on with it.
// <form data-does="draft" data-place="thread:7">
const PAUSE = 2000

export default (form) => {
  let waiting
  const words = () => new URLSearchParams({
    place: form.dataset.place, title: form.elements.title?.value ?? "", body: form.elements.body.value,
  })
  const keep = () => {
    clearTimeout(waiting)
    waiting = undefined
    fetch("/drafts", { method: "POST", body: words(), keepalive: true }).catch(() => {})
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
