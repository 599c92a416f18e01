// Follows something that goes on by itself: every few seconds, while somebody looks, the page is asked for and the element
// takes over what its namesake says there. When that is gone, it is over: the whole page is shown anew.
// <section id="progress" data-does="follow">
const PAUSE = 3000

export default (element) => {
  const ask = () => {
    if (document.hidden) return later()
    const asked = new XMLHttpRequest() // Not fetch: its answer would have to be parsed, which the page's own policy forbids.
    asked.open("GET", location.pathname)
    asked.responseType = "document"
    asked.onload = () => take(asked)
    asked.onerror = later
    asked.send()
  }
  const take = ({ status, response }) => {
    if (status !== 200 || !response) return later()
    const now = response.getElementById(element.id)
    if (!now) return location.reload()
    // A button that is being pressed stays where it is.
    for (const part of ["progress", "p"]) {
      const theirs = now.querySelectorAll(part)
      element.querySelectorAll(part).forEach((own, place) => {
        if (theirs[place]) own.replaceWith(document.adoptNode(theirs[place]))
      })
    }
    later()
  }
  const later = () => setTimeout(ask, PAUSE)

  later()
}
