// Answers one post: its link fills in the form below, and selected words of a post get a button that quotes them there.
// <ol class="posts" data-does="quote" data-quote="Quote"> <li class="post">…<a data-post="7" data-name="Mette Holm">
export default (posts) => {
  const form = document.getElementById("answer")
  const note = form.querySelector(".answering")
  const body = form.elements.body
  const button = Object.assign(document.createElement("button"), {
    type: "button", className: "button small quoting", textContent: posts.dataset.quote,
  })
  const linkOf = (post) => post?.querySelector("a[data-post]")
  // What is selected within one post's text, and nothing beside it.
  const selected = () => {
    const selection = getSelection()
    const [prose, other] = [selection.anchorNode, selection.focusNode].map(
      (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".post .prose"))
    const words = selection.toString().trim()
    return prose && prose === other && posts.contains(prose) && words ? { prose, words } : null
  }
  const answer = (link, words) => {
    form.elements.reply_to.value = link.dataset.post
    note.querySelector("b").textContent = link.dataset.name
    note.hidden = false
    if (words) {
      const quote = [`${link.dataset.name}:`, ...words.split("\n")].map((line) => `> ${line}`.trimEnd()).join("\n")
      body.value = `${body.value.trimEnd()}\n\n${quote}\n\n`.trimStart()
      body.dispatchEvent(new Event("input", { bubbles: true }))
    }
    button.remove()
    form.scrollIntoView({ block: "nearest" })
    body.focus()
    body.setSelectionRange(body.value.length, body.value.length)
  }

  document.addEventListener("selectionchange", () => {
    const found = selected()
    const link = found && linkOf(found.prose.closest(".post"))
    // Behind the text, so that it is the next that Tab comes to.
    if (link) { if (found.prose.nextElementSibling !== button) found.prose.after(button) }
    else if (document.activeElement !== button) button.remove()
  })
  button.addEventListener("pointerdown", (event) => event.preventDefault()) // The selection stays.
  button.addEventListener("click", () => {
    const found = selected()
    if (found) answer(linkOf(found.prose.closest(".post")), found.words)
  })
  posts.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-post]")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const found = selected()
    answer(link, found && link.closest(".post").contains(found.prose) ? found.words : "")
  })
  note.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault()
    form.elements.reply_to.value = ""
    note.hidden = true
    body.focus()
  })
}
