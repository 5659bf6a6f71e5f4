/* The panel above the map: the day, its numbers, the slider, the reading, the search; and the key. */
"use strict";

{
  const { el, areaMark, lineMark, diamond, squareMark, swatch, million } = ControlMap.page;

  const COUNT = {
    districts: (value, of) => [String(value), "of " + of + " districts held by the Taliban"],
    people: (value, of) => [million(value), "of " + million(of) + " people live there"],
    capitals: (value, of) => [String(value), "of " + of + " provincial capitals cut off"],
  };

  function rangeText(app, number) {
    const [lo, hi] = number.band(app.state.day);
    const write = number.name === "people" ? (count) => (count / 1e6).toFixed(1) : String;
    if (number.worlds) return "(90% range " + write(lo) + " to " + write(hi) + ")";
    const { earliest, latest } = number.series;
    return "(latest " + write(latest[app.state.day]) + ", earliest " + write(earliest[app.state.day]) + ")";
  }

  /** The day in words, with one line a number. */
  function said(app) {
    const date = el("strong", { className: "cm-date" });
    const lines = app.record.numbers.map((number) => {
      const value = el("b", {});
      const text = el("span", {});
      const band = el("span", { className: "cm-band" });
      const count = el("span", { className: "cm-count" }, value, " ", text);
      const node = el("span", { className: "cm-number" }, count, " ", band);
      node.dataset.number = number.name;
      return { number, value, text, band, node };
    });
    const node = el("p", { className: "cm-said", role: "status" }, date,
      ...lines.flatMap((line) => [" ", line.node]));
    app.painters.push(() => {
      date.textContent = app.record.dates.when(app.state.day, true);
      for (const { number, value, text, band } of lines) {
        const count = number.series[app.state.reading][app.state.day];
        [value.textContent, text.textContent] = COUNT[number.name](count, number.of);
        band.textContent = rangeText(app, number);
      }
    });
    return node;
  }

  function arrow(text, name, act) {
    const button = el("button", { type: "button", title: name }, text);
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    return button;
  }

  function slider(app) {
    const input = el("input", { type: "range", min: 0, max: app.record.days.count - 1, step: 1,
      className: "cm-slider" });
    input.setAttribute("aria-label", "Day");
    input.addEventListener("input", () => { app.stop(); app.go(+input.value); });
    // the address remembers where the hand stopped, not all that it passed
    input.addEventListener("change", () => app.remember());
    app.painters.push(() => {
      input.value = app.state.day;
      const count = app.record.numbers[0].series[app.state.reading][app.state.day];
      input.setAttribute("aria-valuetext", app.record.dates.when(app.state.day, true) + ", "
        + COUNT.districts(count, app.record.districts.length).join(" "));
    });
    return input;
  }

  function player(app, status) {
    const play = el("button", { type: "button", className: "cm-play" }, "Play");
    let timer = null;
    app.stop = () => {
      if (timer) clearInterval(timer);
      timer = null;
      play.textContent = "Play";
      status.setAttribute("role", "status");
    };
    const last = app.record.days.count - 1;
    play.addEventListener("click", () => {
      if (timer) { app.stop(); app.remember(); return; }
      if (app.state.day === last) app.go(0);
      play.textContent = "Pause";
      status.removeAttribute("role"); // a running map does not read out every day
      timer = setInterval(() => {
        app.go(app.state.day + 1);
        if (app.state.day === last) app.stop();
      }, 400);
    });
    return play;
  }

  function readings(app) {
    const node = el("fieldset", { className: "cm-readings" }, el("legend", {}, "Reading"));
    for (const reading of app.record.words.readings) {
      const radio = el("input", { type: "radio", name: "reading", value: reading });
      radio.addEventListener("change", () => app.choose({ reading }));
      app.painters.push(() => { radio.checked = reading === app.state.reading; });
      node.append(el("label", {}, radio, reading));
    }
    return node;
  }

  function fills(app) {
    const mark = (code) => areaMark(ControlMap.districts.look(app, code).fillColor);
    const { marks: [government, contested, taliban], assumed, oneVoice } = app.record.words;
    return [
      [mark(0), government],
      [mark(ControlMap.ASSUMED), government + ", " + assumed],
      [mark(1), contested],
      [mark(2), taliban],
      [mark(5), "lighter: " + oneVoice + " (best reading)"],
    ];
  }

  function items(rows) {
    return rows.map(([mark, text]) => el("li", {}, mark, text));
  }

  /** The fills in short, for where the key is shut. */
  function brief(app) {
    const { marks: [government, contested, taliban], assumedInShort, oneVoice } = app.record.words;
    const short = [government, assumedInShort, contested, taliban, oneVoice];
    return el("ul", { className: "cm-brief" }, ...items(fills(app).map(([mark], k) => [mark, short[k]])));
  }

  function toggle(app, name, group, shown) {
    const tick = el("input", { type: "checkbox", checked: shown });
    const set = () => (tick.checked ? group.addTo(app.map) : group.remove());
    tick.addEventListener("change", set);
    set();
    return el("label", {}, tick, name);
  }

  /** The one thing of the page that asks the network, when a reader says so. */
  function streetMap(app) {
    const tiles = L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png",
      { attribution: "© OpenStreetMap contributors", maxZoom: 11 });
    const tick = el("input", { type: "checkbox" });
    tick.addEventListener("change", () => {
      app.state.tiles = tick.checked;
      if (tick.checked) tiles.addTo(app.map); else tiles.remove();
      app.districts.repaint();
    });
    return el("label", {}, tick, "Street map (asks the internet)");
  }

  function key(app, layers, open) {
    const look = (cut) => ControlMap.overlays.roadLook(app, cut);
    const posts = swatch(diamond(7, "#56b4e9"), diamond(19, "var(--cm-taliban)"));
    const rows = [...fills(app),
      [lineMark(look(false)), "trunk road, straight between towns"], [lineMark(look(true)), app.roadCount],
      [posts, "border crossing: government, Taliban (half: contested)"],
      [squareMark("#f0e442"), "provincial capital"]];
    const node = el("details", { className: "cm-key", open }, el("summary", {}, "Key and layers"),
      el("ul", {}, ...items(rows)),
      ...layers.map(([name, group, shown]) => toggle(app, name, group, shown)), streetMap(app),
      el("p", {}, app.record.words.readingsInShort), el("p", {}, app.record.data.note + "."));
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    return node;
  }

  /** Title, and the ways to the article and to the whole map. */
  function top(app) {
    const { data } = app.record;
    const nodes = [el("h1", {}, data.title)];
    if (data.article && !app.embedded) {
      nodes.unshift(el("a", { className: "cm-back", href: data.article, target: "_top" }, "‹ The article"));
    }
    if (app.embedded) {
      const link = el("a", { className: "cm-whole", target: "_top" }, "The whole map ›");
      app.painters.push(() => { link.href = app.address(); });
      nodes.push(link);
    }
    return el("div", { className: "cm-top" }, ...nodes);
  }

  function add(app) {
    const status = said(app);
    const play = player(app, status);
    const step = (by) => () => { app.stop(); app.choose({ day: app.state.day + by }); };
    const time = el("div", { className: "cm-time" }, slider(app), ControlMap.timeline.add(app));
    const row = el("div", { className: "cm-row" }, arrow("‹", "One day back", step(-1)), play,
      arrow("›", "One day on", step(1)), time);
    const search = ControlMap.search.box(app.record, "cm-search", (hit) => app.find(hit));
    const more = el("div", { className: "cm-row cm-more" }, readings(app), search);
    return el("header", { className: "cm-panel" }, top(app), status, row, more);
  }

  ControlMap.panel = { add, key, brief };
}
