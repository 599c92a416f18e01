// Hides what does not apply: data-does="show-when" data-when="place=here,both" shows the element only while
// the form's field `place` has one of these values; data-when="has_seats" while that box is ticked.
// Hidden fields are still sent, so nothing that was typed is lost by looking at the other choice.
export default (element) => {
  const form = element.closest("form")
  const [name, values] = element.dataset.when.split("=")

  const applies = () => {
    const chosen = new FormData(form).getAll(name)
    return values ? values.split(",").some((value) => chosen.includes(value)) : chosen.some(Boolean)
  }
  const show = () => { element.hidden = !applies() && !element.querySelector("[aria-invalid=true]") }

  form.addEventListener("change", show)
  window.addEventListener("pageshow", show)
  show()
}
