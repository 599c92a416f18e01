// Offers names while one types behind an @: arrows choose, Enter or Tab takes, Escape leaves. Typed names work as well.
// <form data-does="mention" data-names="/groups/3/threads/names?thread=7"><textarea name="body">
const TYPED = /(?:^|[\s(])@([^\s@][^@\n]{1,40})$/
const PAUSE = 150

export default (form) => {
  const body = form.elements.body
  let list, waiting, asked, taken
  // What stands behind the last @, unless it is a name that was taken and the words after it.
  const begun = () => {
    const typed = body.value.slice(0, body.selectionStart).match(TYPED)?.[1]
    return typed && !(taken && `${typed} `.startsWith(taken)) ? typed : undefined
  }
  const options = () => [...(list?.children ?? [])]
  const chosen = () => options().find((one) => one.ariaSelected === "true")
  const close = () => {
    clearTimeout(waiting)
    asked?.abort()
    list?.remove()
    list = undefined
    for (const name of ["aria-activedescendant", "aria-controls"]) body.removeAttribute(name)
  }
  const choose = (one) => {
    for (const each of options()) each.ariaSelected = String(each === one)
    body.setAttribute("aria-activedescendant", one.id)
    one.scrollIntoView({ block: "nearest" })
  }
  const take = (one) => {
    const end = body.selectionStart
    body.setRangeText(taken = `${one.dataset.name} `, end - begun().length, end, "end")
    close()
    body.dispatchEvent(new Event("input", { bubbles: true }))
  }
  const show = (found) => {
    close()
    if (!found?.children.length || !begun()) return
    list = document.adoptNode(found)
    list.id = "names"
    options().forEach((one, number) => { one.id = `name-${number}` })
    body.after(list)
    body.setAttribute("aria-controls", list.id)
    choose(list.firstElementChild)
  }
  const ask = () => {
    asked = new XMLHttpRequest() // Not fetch: its answer would have to be parsed, which the page's own policy forbids.
    const address = new URL(form.dataset.names, location.href)
    address.searchParams.set("q", begun())
    asked.open("GET", address)
    asked.responseType = "document"
    asked.onload = ({ target }) => show(target.status === 200 && target.response?.querySelector(".names"))
    asked.send()
  }

  body.setAttribute("aria-autocomplete", "list")
  body.setAttribute("aria-haspopup", "listbox")
  body.addEventListener("input", () => {
    clearTimeout(waiting)
    if (begun()) waiting = setTimeout(ask, PAUSE)
    else close()
  })
  body.addEventListener("keydown", (event) => {
    const [all, one] = [options(), chosen()]
    if (!one || event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) choose(all.at((all.indexOf(one) + step) % all.length))
    else if ((event.key === "Enter" || event.key === "Tab") && begun()) take(one)
    else if (event.key === "Escape") close()
    else return
    event.preventDefault()
  })
  body.addEventListener("blur", close)
  // Before the field would lose the focus.
  form.addEventListener("pointerdown", (event) => {
    const one = event.target.closest(".names [role=option]")
    if (event.target.closest(".names")) event.preventDefault()
    if (one && begun()) take(one)
  })
}
