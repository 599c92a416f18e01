// Files are sent as soon as they are chosen, pasted or dropped on the text, and wait with what is being written.
// <form><textarea name="body"></textarea><div data-does="attach" data-url="/threads/7/files" data-most="BYTES"
//   data-too-large="…" data-failed="…"><div class="attach-list"></div><output></output><progress hidden><input type="file">
export default (element) => {
  const form = element.closest("form")
  const [input, progress, output] = ["input[type=file]", "progress", "output"].map((one) => element.querySelector(one))
  const list = () => element.querySelector(".attach-list")
  const waiting = []
  let busy = false

  const say = (file, sentence) => { output.textContent = [output.textContent, `${file.name}: ${sentence}`].join("\n").trim() }
  const take = (files) => {
    if (!busy) output.textContent = ""
    for (const file of files) {
      if (file.size > Number(element.dataset.most)) say(file, element.dataset.tooLarge)
      else waiting.push(file)
    }
    if (!busy) next()
  }
  const next = () => {
    const file = waiting.shift()
    busy = Boolean(file)
    progress.hidden = !busy
    for (const one of form.elements) if (one.type === "submit") one.disabled = busy
    if (file) send(file)
  }
  const send = (file) => {
    const body = new FormData()
    for (const { name, value, type, checked } of list().querySelectorAll("input")) if (type !== "checkbox" || checked) body.append(name, value)
    body.append(input.name, file, file.name)
    const asked = new XMLHttpRequest() // Not fetch: it tells no progress, and its answer would have to be parsed.
    asked.open("POST", element.dataset.url)
    asked.responseType = "document"
    asked.upload.onprogress = ({ loaded, total }) => { progress.value = total ? loaded / total : 0 }
    asked.onloadend = () => {
      const theirs = asked.status === 200 ? asked.response?.querySelector(".attach-list") : null
      if (theirs) show(document.adoptNode(theirs))
      else say(file, element.dataset.failed)
      next()
    }
    asked.send(body)
  }
  // What was typed meanwhile stays.
  const show = (theirs) => {
    for (const { name, value, type } of list().querySelectorAll("input")) {
      const same = type !== "checkbox" && theirs.querySelector(`[name="${name}"]`)
      if (same) same.value = value
    }
    output.append(...[...theirs.querySelectorAll(".error")].flatMap((one) => { one.remove(); return [one.textContent, "\n"] }))
    list().replaceWith(theirs)
  }

  element.classList.add("awake")
  input.addEventListener("change", () => { take([...input.files]); input.value = "" })
  form.elements.body.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files]
    // What office programs copy is text, and a picture of it.
    if (!files.length || event.clipboardData.types.includes("text/plain")) return
    event.preventDefault()
    take(files)
  })
  for (const place of [form.elements.body, element]) for (const type of ["dragover", "dragleave", "drop"]) {
    place.addEventListener(type, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return
      event.preventDefault()
      place.classList.toggle("over", type === "dragover")
      if (type === "drop") take([...event.dataTransfer.files])
    })
  }
}
