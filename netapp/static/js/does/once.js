// A form is sent once: its buttons rest until an answer comes, or the page is shown again by the back button.
export default (form) => {
  const buttons = () => [...form.elements].filter((one) => one.type === "submit")

  // After this turn of the event loop, so that the pressed button's own name and value still travel along.
  form.addEventListener("submit", () => setTimeout(() => rest(true)))
  window.addEventListener("pageshow", () => rest(false))

  function rest(resting) {
    for (const button of buttons()) button.disabled = resting
    form.ariaBusy = String(resting)
  }
}
