// Shows what was chosen at once, in the preview and in the lines to copy, and gives the preview the height that it tells.
// <div data-does="embed"><form>…</form><input readonly value="<iframe src=…>"><iframe src="…"></iframe></div>
export default (element) => {
  const [form, frame] = [element.querySelector("form"), element.querySelector("iframe")]
  const lines = [...element.querySelectorAll("input[readonly]")]
  const usual = { language: "", theme: "auto", most: "5" }
  const [first, home] = [new URL(frame.src), lines[0].value.match(/src="([^"?]+)/)[1]]

  const show = () => {
    const chosen = [...new FormData(form)].filter(([name, value]) => value !== usual[name])
    const query = chosen.length ? `?${new URLSearchParams(chosen)}` : ""
    frame.src = `${first.pathname}${query}`
    for (const line of lines) {
      const height = 130 + element.dataset.mostHeight * (new FormData(form).get("most") ?? 0)
      line.value = line.value.replace(/src="[^"]*"/, `src="${home}${query.replaceAll("&", "&amp;")}"`)
      if (element.dataset.mostHeight > 0) line.value = line.value.replace(/height="\d+"/, `height="${height}"`)
    }
  }

  addEventListener("message", ({ origin, source, data }) => {
    if (origin === location.origin && source === frame.contentWindow && data?.netappHeight > 0) frame.height = Math.ceil(data.netappHeight)
  })
  frame.contentWindow.postMessage("netappHeight", location.origin)
  form.addEventListener("change", show)
  element.classList.add("ready")
}
