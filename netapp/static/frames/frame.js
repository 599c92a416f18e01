// Tells the page around this frame how high its content is: at first, when that changes, and when asked (see embed.js).
const tell = () => parent.postMessage({ netappHeight: document.documentElement.getBoundingClientRect().height }, "*")
new ResizeObserver(tell).observe(document.body)
addEventListener("message", ({ data }) => { if (data === "netappHeight") tell() })
