// Shows the picture that was chosen before it is sent, says at once that one is too large, and takes one that is dropped.
// <div data-does="choose" data-most="BYTES"><div class="upload"><span class="upload-shown"></span><input type="file"></div><output data-too-large="…"></output></div>
export default (element) => {
  const [place, shown, input, output] = [".upload", ".upload-shown", "input[type=file]", "output"].map((one) => element.querySelector(one))

  const look = async () => {
    const [file] = input.files
    const isTooLarge = file?.size > Number(element.dataset.most)
    output.textContent = isTooLarge ? output.dataset.tooLarge : ""
    if (isTooLarge) input.value = ""
    else if (file) await show(file)
  }

  // On a canvas: the page's policy lets no picture in from an address of the browser's own.
  const show = async (file) => {
    const picture = await createImageBitmap(file).catch(() => null)
    if (!picture) return
    const scale = Math.min(1, 640 / Math.max(picture.width, picture.height))
    const canvas = document.createElement("canvas")
    canvas.className = shown.querySelector(".avatar") ? "avatar large" : ""
    canvas.width = Math.max(1, picture.width * scale)
    canvas.height = Math.max(1, picture.height * scale)
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height)
    canvas.setAttribute("role", "img")
    canvas.setAttribute("aria-label", file.name)
    shown.replaceChildren(canvas)
  }

  const over = (event) => {
    event.preventDefault()
    place.classList.toggle("over", event.type === "dragover")
    if (event.type !== "drop" || !event.dataTransfer.files.length) return
    input.files = event.dataTransfer.files
    look()
  }

  input.addEventListener("change", look)
  for (const type of ["dragover", "dragleave", "drop"]) place.addEventListener(type, over)
}
