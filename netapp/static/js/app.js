// Finds what an element says that it does, and fetches the behaviour: data-does="copy" imports does/copy.js.
// Pages work without any of this; state lives in HTML.
for (const element of document.querySelectorAll("[data-does]")) {
  for (const name of element.dataset.does.split(" ").filter(Boolean)) {
    import(`./does/${name}.js`).then(({ default: start }) => start(element))
  }
}
