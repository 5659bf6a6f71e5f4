"use strict";
// Search by any spelling: names are made alike by the rules of helpers/places.py, which the build
// writes into search-data.js; MiniSearch finds what is near.

Site.latin = function (text) {
  let out = "";
  for (const letter of text.normalize("NFC")) {
    const code = letter.codePointAt(0);
    if (code < 128) out += letter;
    else out += Site.searchData.letters[letter] ?? Site.searchData.letters[letter.normalize("NFKD")[0]] ?? " ";
  }
  return out.toLowerCase();
};

Site.spelt = function (text) {
  for (const [old, now] of Site.searchData.spelling) text = text.replaceAll(old, now);
  return text;
};

Site.nothing = new RegExp(`\\b(${Site.searchData.noNames.join("|")})\\b`, "g");

// One spelling for many, as `plain` in helpers/places.py
Site.plain = function (text) {
  const bare = Site.latin(text.replace(/\(.*?\)/g, " ")).replaceAll("'", "").replace(/[^a-z]+/g, " ");
  return Site.spelt(bare).replace(Site.nothing, " ").replace(/\s+/g, "").replace(/(.)\1/g, "$1");
};
Site.consonants = function (plain) {
  return plain.replace(/[aiuv]/g, "").replaceAll("p", "b");
};

Site.index = new MiniSearch({
  fields: ["title", "names", "bones", "ids", "text"],
  storeFields: ["title", "where", "state", "url", "kind", "ids"],
  tokenize: (text) => text.split(/[\s|]+/).filter(Boolean),
  processTerm: (term) => term.toLowerCase(),
  searchOptions: { boost: { names: 6, ids: 8, title: 3, bones: 1.5, text: 0.4 } },
});
Site.index.addAll(Site.searchData.pages.map((page, id) => ({
  id,
  ...page,
  title: page.title,
  names: page.names.join(" "),
  bones: page.names.map(Site.consonants).filter((bones) => bones.length > 1).join(" "),
  text: (page.text || "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " "),
})));

Site.merge = function (into, results, factor) {
  for (const result of results) {
    const before = into.get(result.id);
    const score = result.score * factor;
    if (!before) into.set(result.id, { ...result, score });
    else before.score += score;
  }
};

// Words of a question that name no place
Site.words = function (text) {
  return text.split(/[\s,;·()/]+/).filter(Boolean);
};

// A name and the province beside it, in either order: ["Baharak Takhar"] -> baharak, takhar
Site.splits = function (asked) {
  const parts = Site.words(asked);
  const pairs = [];
  for (let at = 1; at < parts.length; at++) {
    const head = Site.plain(parts.slice(0, at).join(" "));
    const tail = Site.plain(parts.slice(at).join(" "));
    pairs.push([head, tail], [tail, head]);
  }
  return pairs.filter(([name, province]) => name && province);
};

// Pages whose names are near the whole question
Site.near = function (found, asked, whole) {
  const near = { fields: ["names"], fuzzy: 0.25, prefix: (term) => term.length > 2 };
  Site.merge(found, Site.index.search(whole, near), 1);
  const bones = Site.consonants(whole);
  if (bones.length < 2) return;
  // other scripts leave vowels out: there the consonants are all that can be compared
  const foreign = /[\u0250-\uffff]/.test(asked);
  const reach = bones.length > 3 ? 0.2 : false;
  Site.merge(found, Site.index.search(bones, { fields: ["bones"], fuzzy: reach }), foreign ? 1 : 0.3);
};

// Pages that a single word of the question names: a province beside a district, an article
Site.byWord = function (found, asked, whole) {
  for (const word of Site.words(asked)) {
    const plain = Site.plain(word);
    if (plain && plain !== whole) {
      Site.merge(found, Site.index.search(plain, { fields: ["names"], fuzzy: 0.2 }), 0.5);
    }
    const text = { fields: ["title", "text"], prefix: true };
    Site.merge(found, Site.index.search(word.toLowerCase(), text), 0.25);
  }
};

Site.rank = { district: 1.25, province: 1.2, crossing: 1.05, day: 1, capital: 0.7, article: 0.8 };

// A name that is the question itself comes before one that is near it
Site.weight = function (result, whole, pairs) {
  const page = Site.searchData.pages[result.id];
  const names = page.names;
  const province = page.province ? Site.plain(page.province) : "";
  const both = province && pairs.some(([name, of]) => of === province && names.includes(name));
  const exact = both ? 8 : names.includes(whole) ? 3 : 1;
  return result.score * exact * (Site.rank[page.kind] || 1);
};

// Words that ask for a kind of page, and are no part of a name
Site.kinds = [
  ["crossing", /\b(border )?(crossing|post|port)s?\b|\bborder\b|بندر|گمرک/giu],
  ["province", /\bprovince\b|ولایت|провинция/giu],
  ["capital", /\broads?( to kabul)?\b/giu],
];

Site.kindAsked = function (question) {
  for (const [kind, words] of Site.kinds) {
    const rest = question.replace(words, " ").trim();
    if (rest && rest !== question.trim()) return { asked: rest, wanted: kind };
  }
  // a name in Chinese or Japanese ends in what kind of place it is
  return { asked: question.replace(/[县縣区區市]\s*$/u, "").trim(), wanted: "" };
};

Site.search = function (question) {
  const { asked, wanted } = Site.kindAsked(question);
  const found = new Map();
  const whole = Site.plain(asked);
  if (/^[a-z]{1,2}\d{3,6}$/i.test(asked)) {
    Site.merge(found, Site.index.search(asked.toLowerCase(), { fields: ["ids"], prefix: true }), 10);
  } else if (whole) {
    Site.near(found, asked, whole);
    Site.byWord(found, asked, whole);
  }
  const pairs = Site.splits(asked);
  const out = [...found.values()].map((result) => {
    const fits = wanted && result.kind === wanted ? 6 : 1;
    return { ...result, score: fits * Site.weight(result, whole, pairs) };
  });
  // a whole identifier comes before those that only begin with it
  const isIt = (result) => Number(result.ids.split(" ").includes(asked.toLowerCase()));
  out.sort((a, b) => isIt(b) - isIt(a) || b.score - a.score || a.id - b.id);
  return out.slice(0, 8);
};

// The row of a page that the question names: C0250 on the page that holds it
Site.rowAsked = function (result, question) {
  const asked = question.trim().toUpperCase();
  const isRow = /^[A-Z]\d{3,6}$/.test(asked) && (result.ids || "").split(" ").includes(asked.toLowerCase());
  return isRow ? asked : "";
};

Site.address = function (result, question) {
  const row = Site.rowAsked(result, question);
  return Site.root + result.url + (row ? `#${row}` : "");
};

Site.item = function (result, question, place) {
  const line = document.createElement("li");
  line.id = `found-${place}`;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  const link = document.createElement("a");
  link.href = Site.address(result, question);
  link.tabIndex = -1;
  const row = Site.rowAsked(result, question);
  link.textContent = row ? `Row ${row}, in: ${result.title}` : result.title;
  const more = document.createElement("small");
  more.textContent = [result.where, result.state].filter(Boolean).join(" · ");
  link.append(more);
  line.append(link);
  return line;
};

Site.searchBox = function (form) {
  const box = form.querySelector("input");
  const list = form.querySelector("ul");
  let at = -1;

  function mark(next) {
    const lines = [...list.children].filter((line) => line.role === "option" || line.getAttribute("role") === "option");
    if (!lines.length) return;
    at = (next + lines.length) % lines.length;
    lines.forEach((line, i) => line.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", lines[at].id);
    lines[at].scrollIntoView({ block: "nearest" });
  }

  function show() {
    const results = Site.search(box.value);
    list.replaceChildren(...results.map((result, place) => Site.item(result, box.value, place)));
    if (!results.length && box.value.trim()) {
      const none = document.createElement("li");
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = "Nothing by this name. Try another spelling, or a P-code such as AF1905.";
      list.append(none);
    }
    list.hidden = !box.value.trim();
    box.setAttribute("aria-expanded", String(!list.hidden));
    at = -1;
    if (results.length) mark(0);
  }

  box.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { mark(at + 1); event.preventDefault(); }
    if (event.key === "ArrowUp") { mark(at - 1); event.preventDefault(); }
    if (event.key === "Escape") { list.hidden = true; box.setAttribute("aria-expanded", "false"); }
    if (event.key === "Enter") {
      event.preventDefault();
      const link = list.children[Math.max(at, 0)]?.querySelector("a");
      if (link) location.href = link.href;
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) list.hidden = true;
  });
  if (box.value) show();
  form.dataset.ready = "yes";
};
