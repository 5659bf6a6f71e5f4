/* The line of time under the slider: districts held by the Taliban, the band, and the chosen day. */
"use strict";

{
  const { el, svg } = ControlMap.page;

  /** A path along the tops of values, in a box of days by 100. */
  function path(values, most) {
    return values.map((value, day) => (day ? "L" : "M") + day + " " + (100 - (100 * value) / most).toFixed(1)).join("");
  }

  function months(record) {
    const labels = [];
    for (let day = 0; day < record.days.count; day++) {
      const first = day === 0 || record.dates.month(day) !== record.dates.month(day - 1);
      // a month of which only some days are left would write over the last one
      if (!first || day > record.days.count - 4) continue;
      const name = record.words.months[record.dates.month(day)].slice(0, 3);
      const left = (100 * day) / (record.days.count - 1);
      labels.push(el("span", { style: "left:" + left + "%" }, name));
    }
    return labels;
  }

  function drawing(record) {
    const [number] = record.numbers;
    const days = [...Array(record.days.count).keys()];
    const low = days.map((day) => number.band(day)[0]);
    const high = days.map((day) => number.band(day)[1]);
    const back = [...days].reverse().map((day) => "L" + day + " " + (100 - (100 * low[day]) / number.of).toFixed(1));
    const line = svg("line", { class: "cm-now", y1: 0, y2: 100, "vector-effect": "non-scaling-stroke" });
    const curve = svg("path", { class: "cm-line", "vector-effect": "non-scaling-stroke" });
    const picture = svg("svg", { viewBox: "0 0 " + (record.days.count - 1) + " 100",
      preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "cm-range", d: path(high, number.of) + back.join("") + "Z" }), curve, line);
    return { picture, line, curve };
  }

  /** Add the line of time; it follows the day, and a click on it chooses one. */
  function add(app) {
    const { record } = app;
    const [number] = record.numbers;
    const { picture, line, curve } = drawing(record);
    const node = el("div", { className: "cm-timeline" }, picture,
      el("div", { className: "cm-months", ariaHidden: "true" }, ...months(record)));
    picture.addEventListener("click", (event) => {
      const room = picture.getBoundingClientRect();
      const share = (event.clientX - room.left) / room.width;
      app.choose({ day: Math.round(share * (record.days.count - 1)) });
    });
    let drawn = null;
    app.painters.push(() => {
      line.setAttribute("x1", app.state.day);
      line.setAttribute("x2", app.state.day);
      if (drawn === app.state.reading) return;
      drawn = app.state.reading;
      curve.setAttribute("d", path([...number.series[drawn]], number.of));
    });
    return node;
  }

  ControlMap.timeline = { add, path };
}
