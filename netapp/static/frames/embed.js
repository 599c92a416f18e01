// For other sites: gives each frame of ours on their page the height of what it shows. It reads and sends nothing else.
(() => {
  const home = new URL(document.currentScript.src).origin
  const frames = () => [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(`${home}/`))

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== home || typeof data?.netappHeight !== "number") return
    const frame = frames().find((one) => one.contentWindow === source)
    if (frame) frame.style.height = `${Math.min(Math.ceil(data.netappHeight), 6000)}px`
  })
  for (const frame of frames()) frame.contentWindow?.postMessage("netappHeight", "*")
})()
