// Copies the address in the input, and says so where a screen reader hears it.
// <div class="copy" data-does="copy"><input readonly><button type="button">Copy</button><output data-said="Copied."></output></div>
export default (element) => {
  const [input, button, output] = ["input", "button", "output"].map((name) => element.querySelector(name))

  const copy = async () => {
    input.select()
    await navigator.clipboard.writeText(input.value).catch(() => document.execCommand("copy"))
    output.textContent = ""
    requestAnimationFrame(() => { output.textContent = output.dataset.said })
  }

  button.addEventListener("click", copy)
  input.addEventListener("focus", () => input.select())
  element.classList.add("ready")
}
