// Finds what an element says that it does, and fetches the behaviour: data-does="copy" imports does/copy.js.
// What lies in a closed <details> is left until that is opened. Pages work without any of this; state lives in HTML.
for (const element of document.querySelectorAll("[data-does]")) {
  const wake = () => {
    for (const name of element.dataset.does.split(" ").filter(Boolean)) {
      import(`./does/${name}.js`).then(({ default: start }) => start(element))
    }
  }
  const closed = element.parentElement.closest("details:not([open])")
  if (closed) closed.addEventListener("toggle", wake, { once: true })
  else wake()
}
