/* The interactive map of who held what. helpers/maps.py writes the data; what a source wrote is set as text, never as HTML. */
function controlMap(map, data) {
  "use strict";
  const HOLDERS = ["government", "contested", "taliban"];
  const HELD_BY = ["held by the government", "contested", "held by the Taliban"];
  const READINGS = { best: "best", earliest: "earliest", latest: "latest" };
  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const SUPPORT = { single: "one origin", admitted: "one origin, of the side that lost the place",
    corroborated: "two origins, or both sides",
    strong: "three origins, or two and both sides" };
  const EVENT = { captured: "Captured by the Taliban", recaptured: "Retaken from the Taliban", contested: "fighting in it",
    attacked_held: "attacked, held by the government", held: "held by the government" };
  const WHO = { taliban: "the Taliban", government: "the government", local_official: "a local official", media: "the outlet",
    analyst: "an analyst", mixed: "both sides" };
  const LAND = { IRN: "Iran", PAK: "Pakistan", TJK: "Tajikistan", TKM: "Turkmenistan", UZB: "Uzbekistan", CHN: "China" };
  const first = Date.parse(data.start + "T00:00:00Z");
  const state = { day: data.open, reading: "best", tiles: false };

  // ---- small helpers
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key in node && key !== "list" && key !== "role") node[key] = value; else node.setAttribute(key, value);
    }
    node.append(...children.filter((child) => child !== null && child !== ""));
    return node;
  }
  function when(day, year) {
    const d = new Date(first + day * 864e5);
    return d.getUTCDate() + " " + MONTHS[d.getUTCMonth()] + (year || d.getUTCFullYear() !== 2021 ? " " + d.getUTCFullYear() : "");
  }
  const span = (lo, hi) => (lo === hi ? when(lo) : when(lo) + " to " + when(hi));
  function expand(runs) {
    const row = new Uint8Array(data.days);
    for (let k = 0; k < runs.length; k += 2) row.fill(runs[k + 1], runs[k]);
    return row;
  }
  const held = {}, count = {}, posts = {};
  for (const reading in READINGS) {
    held[reading] = data.held[reading].map(expand);
    count[reading] = new Uint16Array(data.days);
    for (const row of held[reading]) row.forEach((code, day) => { count[reading][day] += code % 3 === 2; });
    posts[reading] = data.crossingsHeld[reading].map((runs, k) => (runs ? expand(runs) : held[reading][data.crossings[k][3]]));
  }
  const code = (i) => held[state.reading][i][state.day];
  const total = data.districts.length;

  // ---- the panel above the map
  const box = map.getContainer(), page = box.parentNode;
  page.classList.add("cm");
  const dateText = el("strong", { className: "cm-date" }), countText = el("span", { className: "cm-count" }),
    bandText = el("span", { className: "cm-band" });
  const said = el("p", { className: "cm-said", role: "status" }, dateText, " ", countText, " ", bandText);
  const slider = el("input", { type: "range", min: 0, max: data.days - 1, step: 1, value: state.day, className: "cm-slider" });
  slider.setAttribute("aria-label", "Day");
  const back = el("button", { type: "button", title: "One day back" }, "‹"),
    play = el("button", { type: "button", className: "cm-play" }, "Play"),
    next = el("button", { type: "button", title: "One day on" }, "›");
  back.setAttribute("aria-label", "One day back");
  next.setAttribute("aria-label", "One day on");
  const readings = el("fieldset", { className: "cm-readings" }, el("legend", {}, "Reading"));
  for (const reading in READINGS) {
    const radio = el("input", { type: "radio", name: "reading", value: reading, checked: reading === "best" });
    radio.addEventListener("change", () => { state.reading = reading; draw(); });
    readings.append(el("label", {}, radio, reading));
  }
  const search = el("input", { type: "search", id: "cm-search", placeholder: "Find a district, crossing or road",
    autocomplete: "off" });
  search.setAttribute("aria-label", "Find a district, crossing or road, by any spelling");
  const found = el("ul", { className: "cm-found", hidden: true });
  const panel = el("header", { className: "cm-panel" }, el("h1", {}, data.title), said,
    el("div", { className: "cm-row" }, back, play, next, slider),
    el("div", { className: "cm-row cm-more" }, readings, el("div", { className: "cm-find" }, search, found)));
  page.insertBefore(panel, box);
  box.setAttribute("role", "main");
  box.setAttribute("aria-label", "Map: arrow keys go from district to district, Enter opens one");

  // ---- hatching
  const NS = "http://www.w3.org/2000/svg";
  function svg(tag, attributes, ...children) {
    const node = document.createElementNS(NS, tag);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    node.append(...children);
    return node;
  }
  page.append(svg("svg", { width: 0, height: 0, style: "position:absolute", "aria-hidden": "true" }, svg("defs", {},
    svg("pattern", { id: "cm-hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 5, height: 5, fill: data.colours.contested }),
        svg("line", { y2: 5, stroke: data.colours.taliban, "stroke-width": 2.4 })))));
  const FILL = [data.colours.government, "url(#cm-hatch)", data.colours.taliban];
  const look = (c) => ({ fillColor: FILL[c % 3], fillOpacity: (c > 2 ? data.lighter : 1) * (state.tiles ? 0.65 : 1) });

  // ---- districts
  for (const [name, z] of [["lines", 410], ["roads", 420]]) {
    map.createPane(name).style.zIndex = z;
    map.getPane(name).style.pointerEvents = "none";
  }
  const cursor = L.polygon([], { pane: "lines", renderer: L.svg({ pane: "lines" }), fill: false, color: "#000", weight: 3,
    interactive: false });
  const shown = new Uint8Array(total);
  const narrow = () => window.innerWidth < 600, wide = window.innerWidth >= 1000 && window.innerHeight > 560;
  const areas = data.districts.map((d, i) => {
    shown[i] = code(i);
    const style = { color: "#8b98a1", weight: 0.6, opacity: 1, smoothFactor: 0, ...look(shown[i]), className: "cm-d",
      bubblingMouseEvents: false };
    const layer = d[7] ? L.polygon(d[7], style) : L.circleMarker([d[5], d[6]], { ...style, radius: 5, color: "#000" });
    layer.at = d[7] ? null : [d[5], d[6]];
    layer.bindTooltip(() => el("span", {}, sentence(i)), { sticky: true });
    layer.bindPopup(() => districtPopup(i), { maxWidth: narrow() ? 280 : 360, maxHeight: Math.max(180, box.clientHeight * 0.6) });
    layer.on("mouseover", () => mark(i));
    layer.on("add", () => {
      const path = layer.getElement();
      path.setAttribute("tabindex", i === 0 ? 0 : -1);
      path.setAttribute("role", "button");
      path.setAttribute("aria-label", sentence(i));
      path.dataset.pcode = d[0];
      path.addEventListener("focus", () => { current = i; mark(i); path.setAttribute("aria-label", sentence(i)); });
      path.addEventListener("keydown", (event) => keys(event, i));
    });
    return layer;
  });
  // points last, so that no cell covers them
  const order = data.districts.map((d, i) => i).sort((a, b) => !data.districts[a][7] - !data.districts[b][7] || a - b);
  const cells = L.layerGroup(order.map((i) => areas[i])).addTo(map);
  cursor.addTo(map);
  let current = 0;
  function sentence(i) {
    const c = code(i);
    return data.districts[i][1] + ", " + data.districts[i][4] + ": " + HELD_BY[c % 3] + (c > 2 ? " (one origin only)" : "");
  }
  function mark(i) { cursor.setLatLngs(data.districts[i][7] || []); }
  function focusOn(i) {
    areas[current].getElement().setAttribute("tabindex", -1);
    const path = areas[i].getElement();
    path.setAttribute("tabindex", 0);
    path.focus({ preventScroll: true });
  }
  function keys(event, i) {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      areas[i].openPopup([data.districts[i][5], data.districts[i][6]]);
    } else if (way) {
      const here = map.latLngToLayerPoint([data.districts[i][5], data.districts[i][6]]);
      let best = -1, least = Infinity;
      data.districts.forEach((d, j) => {
        const there = map.latLngToLayerPoint([d[5], d[6]]), x = there.x - here.x, y = there.y - here.y;
        const along = x * way[0] + y * way[1], aside = Math.abs(x * way[1]) + Math.abs(y * way[0]);
        if (j !== i && along > aside * 0.6 && along + 2 * aside < least) { least = along + 2 * aside; best = j; }
      });
      if (best >= 0) {
        map.panInside([data.districts[best][5], data.districts[best][6]], { padding: [40, 40], animate: false });
        focusOn(best);
      }
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  // ---- popups: built when they open
  const eventsOf = {}, othersOf = {}, baselineOf = {}, inEvents = new Set();
  const add = (index, key, value) => (index[key] = index[key] || []).push(value);
  data.events.forEach((event) => { add(eventsOf, event[0], event); event[8].forEach((r) => inEvents.add(r)); });
  data.reports.forEach((report, r) => { if (report[0] && !inEvents.has(r)) add(othersOf, report[0], report); });
  data.baseline.forEach((row) => add(baselineOf, row[0], row));
  function source(s, note) {
    const [publisher, origin, url] = data.sources[s];
    const name = /^https?:\/\//i.test(url) ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, publisher)
      : publisher;
    return el("li", {}, name, origin === publisher ? "" : " (origin: " + origin + ")", note);
  }
  function report(r, verb) {
    return source(r[7], ": " + (verb ? EVENT[r[1]] + ", " : "") + "says " + WHO[r[5]] + ", "
      + (r[2] === null ? "between " + span(r[3], r[4]).replace(" to ", " and ") : when(r[2]))
      + "; " + r[6] + (r[9] ? "; there: “" + r[9] + "”" : "") + " [" + r[8] + "]");
  }
  function eventsList(key) {
    return (eventsOf[key] || []).map(([, kind, best, lo, hi, manner, support, disputed, reports]) => el("section", {},
      el("h3", {}, EVENT[kind] + ", " + when(best, true)),
      el("p", {}, (lo === hi ? "The sources agree on the day. " : "Bounds: " + span(lo, hi) + ". ")
        + (manner === "unknown" ? "" : "How: " + manner + ". ")
        + "Support: " + SUPPORT[support] + "." + (disputed ? " Somebody denies it." : "")),
      el("ul", {}, ...reports.map((r) => report(data.reports[r])))));
  }
  function more(title, items) {
    return items.length ? el("details", {}, el("summary", {}, title + " (" + items.length + ")"), el("ul", {}, ...items)) : "";
  }
  function readingsLine(table, i) {
    const [best, earliest, latest] = Object.keys(READINGS).map((r) => HELD_BY[table[r][i][state.day] % 3]);
    return el("p", {}, when(state.day, true) + ": " + best + (best === earliest && best === latest ? " in all three readings."
      : "; earliest reading: " + earliest + "; latest: " + latest + "."));
  }
  function dialog(title, ...children) {
    const node = el("div", { className: "cm-popup", tabIndex: -1, role: "dialog" }, ...children);
    node.setAttribute("aria-label", title);
    return node;
  }
  function districtPopup(i) {
    const [pcode, name, dari, , province] = data.districts[i], only = data.bounded[pcode];
    const told = eventsList(pcode);
    return dialog(name, el("h2", {}, name + " ", el("span", { lang: "fa", dir: "rtl" }, dari)),
      el("p", {}, province + ", " + pcode), readingsLine(held, i), ...told,
      only ? el("section", {}, el("h3", {}, told.length ? "No page reports that it fell again" : "No page reports its capture"),
        el("p", {}, "These say that its whole province had fallen:"), el("ul", {}, ...only.map((r) => report(data.reports[r]))))
        : "",
      told.length || only ? "" : el("p", {}, "The record holds no report that it changed hands."),
      more("Other reports", (othersOf[pcode] || []).map((r) => report(r, true))),
      more("Before 1 May", (baselineOf[pcode] || []).map(
        (b) => source(b[3], ": " + b[1] + (b[2] === null ? "" : ", " + when(b[2], true))))),
      data.districts[i][7] ? "" : el("p", {}, "Drawn as a point: no outline of its own is known."));
  }
  const lastOf = (id) => (eventsOf[id] || [["", ""]]).at(-1)[1];
  function crossingPopup(k) {
    const [id, name, others, i, , , land, town, , exact] = data.crossings[k], told = eventsList(id);
    return dialog(name, el("h2", {}, name), el("p", {}, "Border crossing to " + (LAND[land] || land)
      + (town ? " (" + town + ")" : "") + ", district " + data.districts[i][1]
      + (others.length ? "; also " + others.join(", ") : "")), readingsLine(posts, k), ...told,
      exact ? "" : el("p", {}, "No source gives its point: it is drawn at that of its district."),
      lastOf(id) === "recaptured"
        ? el("p", {}, "No page reports that it fell again: it is shown as fallen with its province’s capital.") : "",
      told.length ? "" : el("p", {}, "No report speaks of the post itself: it is shown with its district."),
      more("Other reports", (othersOf[id] || []).map((r) => report(r, true))));
  }
  map.on("popupclose", () => box.classList.remove("cm-open"));
  map.on("popupopen", (event) => {
    box.classList.add("cm-open");
    const node = event.popup.getElement().querySelector(".cm-popup");
    const from = document.activeElement;
    if (node) node.focus({ preventScroll: true });
    event.popup.once("remove", () => {
      if (from && from.matches(".cm-d, .cm-post")) from.focus({ preventScroll: true });
    });
  });
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });

  // ---- province lines, roads, capitals, crossings
  const above = L.svg({ pane: "roads" });
  const lines = L.layerGroup(data.provinces.map((rings) => L.polyline(rings.flat(),
    { pane: "lines", renderer: cursor.options.renderer, color: "#222", weight: 1.1, interactive: false })));
  const roadNow = (k) => data.roads[k][4].some((i) => code(i) % 3 === 2);
  const roadText = (k) => data.roads[k][2] + ", " + data.roads[k][3] + ": "
    + (roadNow(k) ? "cut, it runs through a district held by the Taliban" : "not cut, no district on it is held by the Taliban");
  const roadLook = (cut) => (cut ? { color: data.road[1], dashArray: "2 7", weight: 4 }
    : { color: data.road[0], dashArray: null, weight: 2.5 });
  const wasCut = data.roads.map((road, k) => roadNow(k));
  const stretches = data.roads.map((road, k) => L.polyline([road[0], road[1]],
    { pane: "roads", renderer: above, className: "cm-road", lineCap: "butt", ...roadLook(wasCut[k]) })
    .bindTooltip(() => el("span", {}, roadText(k)), { sticky: true })
    .bindPopup(() => dialog(road[3], el("h2", {}, road[3]), el("p", {}, roadText(k) + "."),
      data.roadSources[k] === null ? "" : el("ul", {}, source(data.roadSources[k], "")),
      el("p", {}, "Drawn straight between its ends.")), { maxWidth: 280 }));
  const capitals = data.capitals.map(([name, lat, lon]) => L.marker([lat, lon], { interactive: false, keyboard: false,
    icon: L.divIcon({ className: "cm-capital", iconSize: null, html: el("span", {}, el("i"), el("b", {}, name)) }) }));
  const BY = ["government", "contested", "Taliban"];
  const postText = (k) => data.crossings[k][1] + ": " + BY[posts[state.reading][k][state.day] % 3];
  const told = data.crossings.map((c, k) => postText(k)); // what each post's mark says now
  const crossings = data.crossings.map((c, k) => {
    const icon = el("span", {}, el("i"), el("b", {}, c[1]));
    const marker = L.marker([c[4], c[5]], { alt: c[1], icon: L.divIcon({ className: "cm-post" + (c[5] < 64 ? " cm-west" : ""),
      iconSize: null, html: icon }) })
      .bindPopup(() => crossingPopup(k), { maxWidth: narrow() ? 280 : 360, maxHeight: Math.max(180, box.clientHeight * 0.6) })
      .bindTooltip(() => el("span", {}, "Border crossing " + postText(k)));
    marker.on("add", () => {
      marker.getElement().setAttribute("aria-label", "Border crossing " + postText(k));
      marker.getElement().addEventListener("keydown", (event) => event.stopPropagation());
      marker.getElement().addEventListener("keyup", (event) => { if (event.key === "Enter") marker.openPopup(); });
      marker.getElement().dataset.held = HOLDERS[posts[state.reading][k][state.day] % 3];
    });
    return marker;
  });
  const layers = { "Province lines": lines, "Trunk roads": L.layerGroup(stretches), "Border crossings": L.layerGroup(crossings),
    "Provincial capitals": L.layerGroup(capitals) };
  const tiles = L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    { attribution: "© OpenStreetMap contributors", maxZoom: 11 });

  // ---- key and layers
  function swatch(draw) { return svg("svg", { width: 26, height: 14, "aria-hidden": "true" }, draw); }
  const area = (fill, opacity) => swatch(svg("rect", { x: 0.5, y: 0.5, width: 25, height: 13, fill: fill,
    "fill-opacity": opacity, stroke: "#555", "stroke-width": 0.5 }));
  const stroke = (style) => swatch(svg("line", { x2: 26, y1: 7, y2: 7, stroke: style.color, "stroke-width": style.weight,
    "stroke-dasharray": style.dashArray || "none" }));
  const diamond = (x, fill) => svg("path", { d: `M${x} 2l5 5-5 5-5-5z`, fill: fill, stroke: "#000" });
  const marks = (...drawn) => { const found = swatch(drawn[0]); drawn.slice(1).forEach((mark) => found.append(mark)); return found; };
  const roadCount = el("span", {});
  const rows = [[area(FILL[0], 1), "government"], [area(FILL[1], 1), "contested"], [area(FILL[2], 1), "Taliban"],
    [area(FILL[2], data.lighter), "lighter: one origin only (best reading)"],
    [stroke(roadLook(false)), "trunk road, straight between towns"], [stroke(roadLook(true)), roadCount],
    [marks(diamond(7, "#56b4e9"), diamond(19, "#3b3b3b")), "border crossing: government, Taliban (half: contested)"],
    [marks(svg("rect", { x: 9, y: 3, width: 8, height: 8, fill: "#f0e442", stroke: "#000" })), "provincial capital"]];
  if (!wide) { // the key starts shut: its four fills stand above the map
    const brief = [[area(FILL[0], 1), "government"], [area(FILL[1], 1), "contested"], [area(FILL[2], 1), "Taliban"],
      [area(FILL[2], data.lighter), "one origin only"]];
    panel.append(el("ul", { className: "cm-brief" }, ...brief.map(([mark, text]) => el("li", {}, mark, text))));
  }
  const toggles = Object.entries(layers).map(([name, group]) => {
    const tick = el("input", { type: "checkbox", checked: !(narrow() && name === "Trunk roads") });
    const set = () => (tick.checked ? group.addTo(map) : group.remove());
    tick.addEventListener("change", set);
    set();
    return el("label", {}, tick, name);
  });
  const online = el("input", { type: "checkbox" });
  online.addEventListener("change", () => {
    state.tiles = online.checked;
    if (online.checked) tiles.addTo(map); else tiles.remove();
    areas.forEach((layer, i) => layer.setStyle(look(shown[i])));
  });
  const key = el("details", { className: "cm-key", open: wide },
    el("summary", {}, "Key and layers"), el("ul", {}, ...rows.map(([mark, text]) => el("li", {}, mark, text))),
    ...toggles, el("label", {}, online, "Street map (asks the internet)"),
    el("p", {}, "Earliest: each event on its first possible day, single claims believed. "
      + "Latest: on its last, only what two origins or both sides tell."), el("p", {}, data.note + "."));
  L.DomEvent.disableClickPropagation(key);
  L.DomEvent.disableScrollPropagation(key);
  const corner = L.control({ position: "topright" });
  corner.onAdd = () => key;
  corner.addTo(map);
  const north = L.control({ position: "topleft" });
  north.onAdd = () => el("div", { className: "cm-north", title: "North is up" }, "N ↑");
  north.addTo(map);
  map.attributionControl.setPrefix("Leaflet");
  map.attributionControl.addAttribution("Country: Natural Earth (public domain). "
    + (data.note.startsWith("District cells") ? "District cells are approximate" : data.note) + ".");

  // ---- search: districts and crossings by every spelling, roads by their ends; made alike by the rules of helpers/places.py
  function plain(text) {
    let t = text.normalize("NFD").replace(/[\u0300-\u036f'’ʼ`]/g, "").toLowerCase();
    t = t.replace(/[يى]/g, "ی").replace(/ك/g, "ک").replace(/[^\p{L}\p{N}]+/gu, "");
    for (const [old, now] of data.spelling) t = t.replaceAll(old, now);
    return t.replace(/(.)\1+/g, "$1");
  }
  const names = [];
  data.districts.forEach((d, i) => [d[1], d[2], ...d[3]].forEach((name) => name && names.push([plain(name), name, i, -1])));
  data.crossings.forEach((c, k) => [c[1], ...c[2]].forEach((name) => names.push([plain(name), name, c[3], k])));
  data.roads.forEach((road, k) => names.push([plain(road[3]), road[3], -1, k]));
  search.addEventListener("input", () => {
    const asked = plain(search.value), seen = new Set();
    const hits = asked ? names.filter((n) => n[0].includes(asked)) : [];
    hits.sort((a, b) => !a[0].startsWith(asked) - !b[0].startsWith(asked) || a[0].length - b[0].length);
    const items = [];
    for (const [, name, i, k] of hits) {
      const id = i < 0 ? "road" + k : k < 0 ? i : "post" + k;
      if (seen.has(id) || items.length === 8) continue;
      seen.add(id);
      const d = data.districts[i], called = i < 0 ? "" : k < 0 ? d[1] : data.crossings[k][1] + " (crossing)";
      const text = i < 0 ? name + " (road)" : called + ", " + d[4] + (name === d[1] || k >= 0 ? "" : " – " + name);
      const button = el("button", { type: "button" }, text);
      button.addEventListener("click", () => choose(i, k));
      items.push(el("li", {}, button));
    }
    found.replaceChildren(...(items.length || !asked ? items : [el("li", {}, "No name like this")]));
    found.hidden = !asked;
  });
  search.addEventListener("keydown", (event) => {
    const one = found.querySelector("button");
    if (event.key === "Enter" && one) one.click();
    if (event.key === "ArrowDown" && one) { one.focus(); event.preventDefault(); }
    if (event.key === "Escape") found.hidden = true;
  });
  function choose(i, k) {
    found.hidden = true;
    search.value = "";
    const d = data.districts[i], road = data.roads[k];
    const at = i < 0 ? [(road[0][0] + road[1][0]) / 2, (road[0][1] + road[1][1]) / 2]
      : k < 0 ? [d[5], d[6]] : [data.crossings[k][4], data.crossings[k][5]];
    map.setView(at, Math.max(map.getZoom(), 7.5), { animate: false });
    if (i < 0) { stretches[k].addTo(map).openPopup(at); } else if (k < 0) { focusOn(i); areas[i].openPopup(at); } else { crossings[k].addTo(map).openPopup(); }
  }

  // ---- the day
  function draw() {
    for (let i = 0; i < total; i++) {
      const c = code(i);
      if (c !== shown[i]) { shown[i] = c; areas[i].setStyle(look(c)); }
    }
    let cuts = 0;
    stretches.forEach((line, k) => {
      const cut = roadNow(k);
      cuts += cut;
      if (cut !== wasCut[k]) { wasCut[k] = cut; line.setStyle(roadLook(cut)); }
    });
    told.forEach((before, k) => {
      const text = postText(k);
      if (before !== text) {
        told[k] = text;
        const node = crossings[k].getElement();
        if (node) {
          node.setAttribute("aria-label", "Border crossing " + text);
          node.dataset.held = HOLDERS[posts[state.reading][k][state.day] % 3];
        }
      }
    });
    const n = count[state.reading][state.day];
    dateText.textContent = when(state.day, true);
    countText.textContent = n + " of " + total + " districts held by the Taliban";
    bandText.textContent = "(latest " + count.latest[state.day] + ", earliest " + count.earliest[state.day] + ")";
    roadCount.textContent = "cut: a district on it is the Taliban’s (" + cuts + " of " + data.roads.length + ")";
    slider.value = state.day;
    slider.setAttribute("aria-valuetext", when(state.day, true) + ", " + countText.textContent);
    box.dataset.day = state.day;
    box.dataset.count = n;
  }
  function go(day) { state.day = Math.min(data.days - 1, Math.max(0, day)); draw(); }
  let timer = null;
  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
    said.setAttribute("role", "status");
  }
  slider.addEventListener("input", () => { stop(); go(+slider.value); });
  back.addEventListener("click", () => { stop(); go(state.day - 1); });
  next.addEventListener("click", () => { stop(); go(state.day + 1); });
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (state.day === data.days - 1) go(0);
    play.textContent = "Pause";
    said.removeAttribute("role"); // a running map does not read out every day
    timer = setInterval(() => { go(state.day + 1); if (state.day === data.days - 1) stop(); }, 400);
  });
  // names: all that fit without covering a post or a name that stands already
  function name() {
    box.classList.toggle("cm-near", map.getZoom() >= 7.5);
    const taken = [...box.querySelectorAll(".cm-post i")].map((mark) => mark.getBoundingClientRect());
    for (const label of box.querySelectorAll(".cm-post b, .cm-capital b")) {
      label.classList.remove("cm-hidden");
      const r = label.getBoundingClientRect();
      const hidden = taken.some((t) => r.left < t.right && t.left < r.right && r.top < t.bottom && t.top < r.bottom);
      label.classList.toggle("cm-hidden", hidden);
      if (!hidden && r.width) taken.push(r);
    }
  }
  map.on("zoomend layeradd layerremove", () => { cancelAnimationFrame(name.frame); name.frame = requestAnimationFrame(name); });
  const asked = /^#(\d{4}-\d\d-\d\d)$/.exec(location.hash);
  if (asked) state.day = Math.min(data.days - 1, Math.max(0,
    Math.round((Date.parse(asked[1] + "T00:00:00Z") - first) / 864e5) || 0));
  map.invalidateSize();
  map.fitBounds(data.bounds, { animate: false, paddingTopLeft: [wide ? 130 : 8, 8],
    paddingBottomRight: [wide ? 200 : 8, 8] });
  draw();
  name();
  new ResizeObserver(() => map.invalidateSize()).observe(box);
}
