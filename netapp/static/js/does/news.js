// New posts come to the end of an open thread by themselves: asked for now and then while somebody looks, added below
// without moving what is being read, and told to screen readers politely.
// <ol class="posts" data-does="news" data-url="/threads/7/news" data-upto="12">
const PAUSE = 15000

export default (list) => {
  const said = list.parentElement.querySelector("[role=status]")
  const later = () => setTimeout(ask, PAUSE)
  const ask = () => {
    if (document.hidden) return later()
    const asked = new XMLHttpRequest() // Not fetch: its answer would have to be parsed, which the page's own policy forbids.
    asked.open("GET", `${list.dataset.url}?after=${list.dataset.upto}`)
    asked.responseType = "document"
    asked.onload = () => take(asked)
    asked.onerror = later
    asked.send()
  }
  const take = ({ status, response }) => {
    const theirs = status === 200 && response ? response.querySelector(".posts") : null
    const come = theirs ? [...theirs.children].filter((post) => !document.getElementById(post.id)) : []
    if (come.length) {
      list.append(...come.map((post) => document.adoptNode(post)))
      list.dataset.upto = theirs.dataset.upto
      said.textContent = come.length > 1 ? said.dataset.many : said.dataset.one
    }
    if (status !== 404 && status !== 403) later()
  }

  later()
}
