// Dates in what is being written that need a second look: asked for a moment after the last key.
// <form data-does="dates" data-url="/groups/3/articles/dates"> with an <output data-dates> in it.
const PAUSE = 1200

export default (form) => {
  const shown = form.querySelector("[data-dates]")
  let waits
  const ask = () => {
    const text = ["title", "lead", "body"].map((name) => form.elements[name].value).join("\n")
    const asked = new XMLHttpRequest() // Not fetch: its answer would have to be parsed, which the page's own policy forbids.
    asked.open("POST", form.dataset.url)
    asked.responseType = "document"
    asked.onload = () => {
      if (asked.status === 200 && asked.response) shown.replaceChildren(...asked.response.body.children)
    }
    asked.send(new URLSearchParams({ text }))
  }
  form.addEventListener("input", ({ target }) => {
    if (!["title", "lead", "body"].includes(target.name)) return
    clearTimeout(waits)
    waits = setTimeout(ask, PAUSE)
  })
}
