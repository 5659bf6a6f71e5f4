/* Finding a place by any spelling. Names are made alike by the rules of helpers/places.py. */
"use strict";

{
  const { el } = ControlMap.page;
  const MOST = 8;

  /** A name without case, accents, spaces and differences of spelling. */
  function plain(text, spelling) {
    let name = text.normalize("NFD").replace(/[\u0300-\u036f'’ʼ`]/g, "").toLowerCase();
    name = name.replace(/[يى]/g, "ی").replace(/ك/g, "ک").replace(/[^\p{L}\p{N}]+/gu, "");
    for (const [old, now] of spelling) name = name.replaceAll(old, now);
    return name.replace(/(.)\1+/g, "$1");
  }

  /** What people write round a name: "Doshi district", «ولسوالی دوشی». */
  function bare(text, around) {
    let name = text;
    for (const word of around) {
      name = name.replace(new RegExp("(^|[\\s«»])" + word + "($|[\\s«»])", "giu"), " ");
    }
    return name.trim() || text;
  }

  /** Every name of every place: {plain, name, kind, k}. */
  function index(record) {
    const spelling = record.data.spelling;
    const names = [];
    const add = (kind, k, list) => {
      for (const name of list) if (name) names.push({ plain: plain(name, spelling), name, kind, k });
    };
    record.districts.forEach((d, i) => add("district", i, [d.name, d.dari, d.pcode, ...d.others]));
    record.crossings.forEach((c, k) => add("crossing", k, [c.name, ...c.others]));
    record.roads.forEach((road, k) => add("road", k, [road.name]));
    return names;
  }

  function rank(asked) {
    const score = (hit) => (hit.plain.startsWith(asked) ? 0 : 1000) + hit.plain.length;
    return (a, b) => score(a) - score(b);
  }

  /** Places whose name holds what was typed, the likeliest first. */
  function find(record, names, typed) {
    const asked = plain(bare(typed, record.data.around), record.data.spelling);
    if (!asked) return null;
    const hits = names.filter((name) => name.plain.includes(asked)).sort(rank(asked));
    const seen = new Set();
    const found = [];
    for (const hit of hits) {
      const key = hit.kind + hit.k;
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(hit);
      if (found.length === MOST) break;
    }
    return found;
  }

  let engine = null;

  /** The search of the site's header, where there is a site: one question, one answer in both boxes. */
  function fetchEngine(record) {
    const folder = record.data.search;
    if (!folder || engine) return engine || Promise.resolve();
    window.Site = window.Site || { root: folder.replace(/_static\/$/, "") };
    const files = window.Site.search ? [] : ["minisearch.js", "search-data.js", "search.js"];
    const script = (file) => new Promise((done, failed) => {
      const node = el("script", { src: folder + file, onload: done, onerror: failed });
      document.head.append(node);
    });
    engine = files.reduce((before, file) => before.then(() => script(file)), Promise.resolve());
    return engine;
  }

  /** What the header's search has found, as a place of this map; other pages stay pages. */
  function placeOf(record, result, typed) {
    const [, folder, id] = result.url.match(/^(\w+)\/(\w+)\.html/) || [];
    const k = folder === "record" ? record.numberOf.get(id.toUpperCase())
      : folder === "crossing" ? record.crossings.findIndex((one) => one.id === id) : undefined;
    if (k === undefined || k < 0) return { kind: "page", name: result.title, url: window.Site.address(result, typed) };
    const one = folder === "record" ? record.districts[k] : record.crossings[k];
    return { kind: folder === "record" ? "district" : "crossing", k, name: one.name };
  }

  /** Answers of the site's search, and roads after them; where there is no site, of the names alone. */
  function answers(record, names, typed) {
    const own = find(record, names, typed);
    if (!record.data.search || !(window.Site && window.Site.search) || !own) return own;
    const places = window.Site.search(typed).map((result) => placeOf(record, result, typed));
    return [...places, ...own.filter((hit) => hit.kind === "road")].slice(0, MOST);
  }

  /** How a place is called in a list of results. */
  function title(record, hit) {
    if (hit.kind === "page") return hit.name;
    if (hit.kind === "road") return hit.name + " (road)";
    if (hit.kind === "crossing") {
      const post = record.crossings[hit.k];
      return post.name + " (crossing), " + record.districts[post.district].province;
    }
    const district = record.districts[hit.k];
    const other = hit.name === district.name ? "" : " – " + hit.name;
    return district.name + ", " + district.province + other;
  }

  /** A search box with its results; `choose` gets the place. */
  function box(record, id, choose) {
    const names = index(record);
    const input = el("input", { type: "search", id, placeholder: record.words.find, autocomplete: "off" });
    input.setAttribute("aria-label", record.words.find + ", by any spelling");
    const list = el("ul", { className: "cm-found", hidden: true });
    function pick(hit) {
      list.hidden = true;
      input.value = "";
      choose(hit);
    }
    function line(hit) {
      if (hit.kind === "page") return el("li", {}, el("a", { href: hit.url, target: "_top" }, title(record, hit)));
      const button = el("button", { type: "button" }, title(record, hit));
      button.addEventListener("click", () => pick(hit));
      return el("li", {}, button);
    }
    function show() {
      const hits = answers(record, names, input.value);
      const items = (hits || []).map(line);
      list.replaceChildren(...(items.length || !hits ? items : [el("li", {}, "No name like this")]));
      list.hidden = !hits;
    }
    // where the site's search does not come, the names alone answer
    const ready = () => { input.dataset.ready = "yes"; if (input.value) show(); };
    input.addEventListener("focus", () => fetchEngine(record).then(ready, ready), { once: true });
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      const first = list.querySelector("button, a");
      if (event.key === "Enter" && first) first.click();
      if (event.key === "ArrowDown" && first) { first.focus(); event.preventDefault(); }
      if (event.key === "Escape") list.hidden = true;
    });
    return el("div", { className: "cm-find" }, input, list);
  }

  ControlMap.search = { plain, index, find, answers, title, box };
}
