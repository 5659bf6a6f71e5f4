/* Finding a place by any spelling. Names are made alike by the rules of helpers/places.py. */
"use strict";

{
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

  /** How a place is called in a list of results. */
  function title(record, hit) {
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
    const { el } = ControlMap.page;
    const names = index(record);
    const input = el("input", { type: "search", id, placeholder: record.words.find, autocomplete: "off" });
    input.setAttribute("aria-label", record.words.find + ", by any spelling");
    const list = el("ul", { className: "cm-found", hidden: true });
    function pick(hit) {
      list.hidden = true;
      input.value = "";
      choose(hit);
    }
    input.addEventListener("input", () => {
      const hits = find(record, names, input.value);
      const items = (hits || []).map((hit) => {
        const button = el("button", { type: "button" }, title(record, hit));
        button.addEventListener("click", () => pick(hit));
        return el("li", {}, button);
      });
      list.replaceChildren(...(items.length || !hits ? items : [el("li", {}, "No name like this")]));
      list.hidden = !hits;
    });
    input.addEventListener("keydown", (event) => {
      const first = list.querySelector("button");
      if (event.key === "Enter" && first) first.click();
      if (event.key === "ArrowDown" && first) { first.focus(); event.preventDefault(); }
      if (event.key === "Escape") list.hidden = true;
    });
    return el("div", { className: "cm-find" }, input, list);
  }

  ControlMap.search = { plain, index, find, title, box };
}
