/* Explorers on the site's pages: a day, a district, two readings. The same as in the notebooks,
   from the data that the map carries. Loads those only where a reader comes near an explorer. */
"use strict";

var ControlMap = window.ControlMap || {};

{
  const HERE = document.currentScript ? document.currentScript.src.replace(/[^/]*$/, "") : "maps/";
  const NEEDED = ["control_map.js", "control.data.js", "explorers.data.js"];
  // Kabul fell on this day of the record, and the explorers end there as those of the notebooks do
  const LAST = "2021-08-15";
  const TILE = 20;

  const page = () => ControlMap.page;

  // ---- loading

  function script(file) {
    return new Promise((done, failed) => {
      const node = document.createElement("script");
      node.src = HERE + file;
      node.onload = done;
      node.onerror = failed;
      document.head.append(node);
    });
  }

  function rules() {
    const node = document.createElement("link");
    node.rel = "stylesheet";
    node.href = HERE + "control_map.css";
    document.head.append(node);
  }

  /** The data of the map, with its addresses as this page sees them. */
  function fromHere(data) {
    const pages = Object.entries(data.pages || {}).map(([kind, address]) => [kind, HERE + address]);
    return { ...data, later: HERE + data.later, search: HERE + data.search,
      pages: pages.length ? Object.fromEntries(pages) : undefined };
  }

  let loaded = null;
  function load() {
    if (!loaded) {
      rules();
      // in order: the data fill a namespace that the script makes
      loaded = NEEDED.reduce((before, file) => before.then(() => script(file)), Promise.resolve())
        .then(() => {
          const record = ControlMap.record(fromHere(ControlMap.data.control));
          const more = ControlMap.data.explorers;
          return { record, more, claims: ControlMap.unpack(more.claims), tell: ControlMap.teller(record) };
        });
    }
    return loaded;
  }

  // ---- pieces

  /** A table of rows of cells; a cell is a text or a node. */
  function table(name, head, rows) {
    const { el } = page();
    if (!rows.length) return el("p", {}, "None in the record.");
    // a long text in a narrow column would be a word a line
    const room = (cell) => ((cell.textContent ?? String(cell)).length > 60 ? { className: "cm-long" } : {});
    const line = (cells, kind) => el("tr", {}, ...cells.map((cell) => el(kind, room(cell), cell)));
    const body = el("table", { className: "docutils cm-table" }, el("thead", {}, line(head, "th")),
      el("tbody", {}, ...rows.map((row) => line(row, "td"))));
    const box = el("div", { className: "cm-scroll", role: "region", tabIndex: 0 }, body);
    box.setAttribute("aria-label", name);
    return box;
  }

  function slider(record, day, changed) {
    const { el } = page();
    const input = el("input", { type: "range", min: 0, max: record.dates.number(LAST), step: 1, value: day,
      className: "cm-slider" });
    input.setAttribute("aria-label", "Day");
    input.addEventListener("input", () => changed(+input.value));
    return el("label", { className: "cm-control" }, "Day ", input);
  }

  function menu(record, name, chosen, changed) {
    const { el } = page();
    const options = record.words.readings.map((reading) => el("option",
      { value: reading, selected: reading === chosen }, reading));
    const node = el("select", {}, ...options);
    node.addEventListener("change", () => changed(node.value));
    return el("label", { className: "cm-control" }, name + " ", node);
  }

  function link(record, number, text) {
    const { publisher, url } = record.sources[number];
    return anchor(url, text || publisher);
  }

  function anchor(url, text) {
    const { el } = page();
    return /^https?:\/\//i.test(url) ? el("a", { href: url, rel: "noopener" }, text) : text;
  }

  function links(record, event) {
    const { el } = page();
    const come = event.reports.filter((r) => record.reports[r]);
    const nodes = come.map((r) => link(record, record.reports[r].source));
    return el("span", {}, ...nodes.flatMap((node, k) => (k ? [", ", node] : [node])));
  }

  /** The corners of a tile in pixels. */
  function tile([column, row]) {
    const x = (column + (row % 2) / 2 + 0.7) * TILE;
    const y = (row * Math.sqrt(3) / 2 + 0.7) * TILE;
    const corners = [30, 90, 150, 210, 270, 330].map((turn) => {
      const angle = (turn * Math.PI) / 180;
      const radius = TILE / Math.sqrt(3);
      return (x + radius * Math.cos(angle)).toFixed(1) + " " + (y + radius * Math.sin(angle)).toFixed(1);
    });
    return "M" + corners.join("L") + "z";
  }

  function tiles({ record, more }, day, reading, alt) {
    const { svg } = page();
    const paths = {};
    more.tiles.forEach((place, i) => {
      const code = record.code(i, reading, day);
      paths[code] = (paths[code] || "") + tile(place);
    });
    const fills = ["var(--cm-government)", "url(#cm-hatch)", "var(--cm-taliban)", "var(--cm-government-one)",
      "url(#cm-hatch)", "var(--cm-taliban-one)", "url(#cm-dots)"];
    const drawn = Object.entries(paths).map(([kind, d]) => svg("path",
      { d, fill: fills[kind], stroke: "var(--cm-edge)", "stroke-width": 0.6 }));
    const columns = Math.max(...more.tiles.map((place) => place[0])) + 2;
    const rows = Math.max(...more.tiles.map((place) => place[1])) * 0.87 + 1.5;
    const picture = svg("svg", { viewBox: `0 0 ${columns * TILE} ${rows * TILE}`, class: "cm-tiles", role: "img" },
      ...drawn);
    picture.setAttribute("aria-label", alt);
    return picture;
  }

  /** What the fills of the tiles mean, as under the map. */
  function tileKey(words) {
    const { el, areaMark } = page();
    const [government, contested, taliban] = words.marks;
    const fills = [["var(--cm-government)", government], ["url(#cm-dots)", "assumed: no page has spoken yet"],
      ["url(#cm-hatch)", contested], ["var(--cm-taliban)", taliban], ["var(--cm-taliban-one)", words.oneVoice]];
    return el("ul", { className: "cm-brief" },
      ...fills.map(([fill, text]) => el("li", {}, areaMark(fill), text)));
  }

  // ---- a day

  function countText({ record }, day, reading) {
    const [number] = record.numbers;
    const { best, earliest, latest } = number.series;
    let contested = 0;
    record.held[reading].forEach((row) => { contested += row[day] % 3 === 1; });
    return record.dates.when(day, true) + ", " + reading + " reading: the Taliban held "
      + number.series[reading][day] + " of " + number.of + " districts (best " + best[day] + ", earliest "
      + earliest[day] + ", latest " + latest[day] + "); " + contested + " were contested.";
  }

  function eventsOn(record, day) {
    return record.events.filter((event) => event.day === day && record.numberOf.has(event.place));
  }

  function eventRows(record, day) {
    return eventsOn(record, day).map((event) => {
      const district = record.districts[record.numberOf.get(event.place)];
      return [district.name, district.province, record.words.events[event.kind],
        record.dates.span(event.lo, event.hi), record.words.support[event.support], event.reason || "",
        links(record, event)];
    });
  }

  function claimRows(claims, day) {
    return claims.filter((claim) => claim.day === day).map((claim) => [claim.who, claim.whose,
      ...[claim.killed, claim.wounded, claim.captured].map((count) => (count === null ? "" : String(count))),
      claim.read, claim.reach, anchor(claim.url, claim.publisher)]);
  }

  function stateText(more, reading, day) {
    const lists = { cut: [], fallen: [] };
    for (const { name, states } of more.capitals) {
      const changes = states[reading];
      let now = "";
      for (let k = 0; k < changes.length; k += 2) if (changes[k] <= day) now = more.states[changes[k + 1]];
      if (lists[now]) lists[now].push(name);
    }
    const written = (list) => list.join(", ") || "none";
    return "Capitals without a way to Kabul that is not cut: " + written(lists.cut) + ". Fallen: "
      + written(lists.fallen) + ".";
  }

  function dayPage(all, { day, reading }) {
    const { el } = page();
    const { record, more, claims } = all;
    const text = countText(all, day, reading);
    return [el("p", {}, el("strong", {}, text)), tiles(all, day, reading, text), tileKey(record.words),
      el("p", {}, stateText(more, reading, day)),
      el("p", {}, el("strong", {}, "Events dated to this day (best date):")),
      table("Events of the day", ["district", "province", "event", "between", "support", "why", "pages"],
        eventRows(record, day)),
      el("p", {}, el("strong", {}, "Casualty claims of this day, each as one page prints it:")),
      table("Claims", ["who says", "whose losses", "killed", "wounded", "captured", "read as", "reach", "source"],
        claimRows(claims, day))];
  }

  function dayControls(all, state, changed) {
    return [slider(all.record, state.day, (day) => changed({ day })),
      menu(all.record, "Reading", state.reading, (reading) => changed({ reading }))];
  }

  // ---- a district

  function districtPage({ record }, { place }) {
    const { el } = page();
    if (place === undefined) return [el("p", {}, "Type a name in any script, such as Imam Sahib.")];
    const state = { day: record.dates.number("2021-06-22"), reading: "best" };
    const piece = ControlMap.pieceOf(record, record.districts[place].pcode);
    if (!record.isTold(piece)) return [el("p", {}, "Fetching the reports …")];
    const node = ControlMap.popups.district(record, place, state);
    node.setAttribute("role", "group");
    for (const details of node.querySelectorAll("details")) details.open = true;
    return [node];
  }

  function districtControls(all, state, changed) {
    const box = ControlMap.search.box(all.record, "cm-find-" + state.id, ({ kind, k }) => {
      if (kind === "district") changed({ place: k });
      if (kind === "crossing") changed({ place: all.record.crossings[k].district });
    });
    return [box];
  }

  // ---- two readings

  function lines({ record }, pair, day) {
    const { svg } = page();
    const [number] = record.numbers;
    const last = record.dates.number(LAST);
    const colours = ["var(--cm-accent)", "#d55e00"];
    const drawn = pair.map((reading, k) => svg("path", { fill: "none", stroke: colours[k], "stroke-width": 2,
      "vector-effect": "non-scaling-stroke",
      d: ControlMap.timeline.path([...number.series[reading]].slice(0, last + 1), number.of) }));
    const now = svg("line", { x1: day, x2: day, y1: 0, y2: 100, stroke: "#7f7f7f", "vector-effect": "non-scaling-stroke" });
    return svg("svg", { viewBox: "0 0 " + last + " 100", preserveAspectRatio: "none", class: "cm-lines",
      "aria-hidden": "true" }, ...drawn, now);
  }

  function readingsPage(all, { day, one, other }) {
    const { el } = page();
    const { record } = all;
    const pair = [...new Set([one, other])];
    const [number] = record.numbers;
    const label = (reading, i) => record.words.marks[record.held[reading][i][day] % 3];
    const rows = record.districts.filter((d) => label(one, d.number) !== label(other, d.number))
      .map((d) => [d.province, d.name, ...pair.map((reading) => label(reading, d.number))])
      .sort((a, b) => a[0].localeCompare(b[0]) || a[1].localeCompare(b[1]));
    const told = pair.map((reading) => number.series[reading][day] + " in the " + reading + " reading").join(" and ");
    return [el("p", {}, el("strong", {}, record.dates.when(day, true) + ": " + told + "; the readings differ on "
      + rows.length + " districts.")), lines(all, pair, day),
    table("Districts on which they differ", ["province", "district", ...pair], rows)];
  }

  function readingsControls(all, state, changed) {
    return [menu(all.record, "One", state.one, (one) => changed({ one })),
      menu(all.record, "Other", state.other, (other) => changed({ other })),
      slider(all.record, state.day, (day) => changed({ day }))];
  }

  // ---- putting one on a page

  const KINDS = {
    day: { controls: dayControls, write: dayPage,
      places: ({ record }, { day }) => eventsOn(record, day).map((event) => event.place) },
    district: { controls: districtControls, write: districtPage,
      places: ({ record }, { place }) => (place === undefined ? [] : [record.districts[place].pcode]) },
    readings: { controls: readingsControls, write: readingsPage, places: () => [] },
  };

  /** The first choice, as the page states it. */
  function first(record, node, id) {
    const { date, reading, one, other, name } = node.dataset;
    const state = { id, day: record.dates.number(date || "2021-06-22"), reading: reading || "best",
      one: one || "best", other: other || "latest" };
    if (name) {
      const hits = ControlMap.search.find(record, ControlMap.search.index(record), name) || [];
      const hit = hits.find((found) => found.kind === "district");
      if (hit) state.place = hit.k;
    }
    return state;
  }

  function mount(all, node, id) {
    const { el } = page();
    const kind = KINDS[node.dataset.explorer];
    const state = first(all.record, node, id);
    const shown = el("div", { className: "cm-explorer-page" });
    shown.setAttribute("aria-live", "polite");
    const draw = () => shown.replaceChildren(...kind.write(all, state));
    const write = () => {
      draw();
      const pieces = new Set(kind.places(all, state).map((place) => ControlMap.pieceOf(all.record, place)));
      const missing = [...pieces].filter((piece) => !all.record.isTold(piece));
      // what is known stands there at once, its reports when they have come
      if (missing.length) Promise.all(missing.map(all.tell)).then(draw, () => {});
    };
    const changed = (choice) => { Object.assign(state, choice); write(); };
    const controls = el("div", { className: "cm-controls" }, ...kind.controls(all, state, changed));
    write();
    node.replaceChildren(controls, shown);
    node.classList.add("cm-explorer");
    if (!document.getElementById("cm-hatch")) document.body.append(ControlMap.districts.hatching());
  }

  /** Make every explorer of the page answer, once it comes near. */
  function start() {
    const nodes = [...document.querySelectorAll("[data-explorer]:not(.cm-waiting)")];
    const near = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        // where the data do not come, the first choice goes on standing there
        load().then((all) => mount(all, target, nodes.indexOf(target)), () => {});
      }
    }, { rootMargin: "400px" });
    for (const node of nodes) {
      node.classList.add("cm-waiting");
      near.observe(node);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
