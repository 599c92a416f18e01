// The end follows the start, at the same distance, as long as nobody has changed the end by hand.
// On the fieldset that holds four inputs: data-start-date, data-start-time, data-end-date, data-end-time (attributes without value).
export default (element) => {
  const input = (name) => element.querySelector(`[data-${name}]`)
  const at = (which) => {
    const [date, time] = [input(`${which}-date`).value, input(`${which}-time`).value]
    return date && time ? Date.parse(`${date}T${time}Z`) : NaN // Both as if in UTC: only the distance matters.
  }

  let distance = at("end") - at("start") || 2 * 3600 * 1000
  let followed = true

  const follow = () => {
    if (!followed || Number.isNaN(at("start"))) return
    const [date, time] = new Date(at("start") + distance).toISOString().split("T")
    input("end-date").value = date
    input("end-time").value = time.slice(0, 5)
  }

  for (const name of ["start-date", "start-time"]) input(name).addEventListener("change", follow)
  for (const name of ["end-date", "end-time"]) input(name).addEventListener("input", () => { followed = false })
}
