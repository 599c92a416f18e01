// Ctrl+K (⌘K) leads to the search field in the bar, or to its page where the bar has no room for it.
export default (form) => {
  const input = form.querySelector("input")

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    if (input.offsetParent) input.select()
    else form.requestSubmit()
  })
}
