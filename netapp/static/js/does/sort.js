// Moves the items of lists by dragging, and by Alt with an arrow key: each <li data-item="7"> has a form with buttons
// named `to`, which do the same without script. <section data-does="sort"><ol data-day="0">…</ol><output data-said="…">
export default (element) => {
  const items = [...element.querySelectorAll("[data-item]")]
  let dragged = null

  const send = (item, to) => {
    const form = item.querySelector("[data-move]")
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "to", value: to })
    form.append(field)
    form.submit()
  }
  const clear = () => element.querySelectorAll(".over").forEach((one) => one.classList.remove("over"))
  const target = (event) => event.target.closest("[data-item]") ?? event.target.closest("[data-day]")

  for (const item of items) {
    item.draggable = true
    item.addEventListener("dragstart", (event) => {
      dragged = item
      event.dataTransfer.effectAllowed = "move"
      event.dataTransfer.setData("text/plain", item.id)
    })
    item.addEventListener("keydown", (event) => {
      const to = { ArrowUp: "up", ArrowDown: "down" }[event.key]
      const button = event.altKey && to && item.querySelector(`button[value=${to}]:not(:disabled)`)
      if (!button) return
      event.preventDefault()
      send(item, to)
    })
  }
  element.addEventListener("dragover", (event) => {
    const place = dragged && target(event)
    if (!place) return
    event.preventDefault()
    clear()
    if (place !== dragged) place.classList.add("over")
  })
  element.addEventListener("dragend", () => { dragged = null; clear() })
  element.addEventListener("drop", (event) => {
    const place = dragged && target(event)
    if (!place) return
    event.preventDefault()
    if (place !== dragged) send(dragged, place.dataset.item ?? `end-${place.dataset.day}`)
  })

  // Who has just moved something goes on where they were.
  const moved = location.hash && items.find((item) => item.id === location.hash.slice(1))
  if (!moved) return
  moved.querySelector("button:not(:disabled)")?.focus({ preventScroll: true })
  const output = element.querySelector("output[data-said]")
  if (output) output.textContent = output.dataset.said
}
