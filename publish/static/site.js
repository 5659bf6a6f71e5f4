"use strict";
// The switches of every page: colours, the working, the search box, boxes that scroll.
// A classic script on one namespace: browsers refuse modules where a page is opened from a disk.
window.Site = window.Site || {};

Site.root = document.currentScript.dataset.root;

// What a reader chose is kept where the browser keeps anything; a private window forgets it
Site.remembered = function (name) {
  try { return localStorage.getItem(name); } catch { return null; }
};
Site.remember = function (name, value) {
  try { localStorage.setItem(name, value); } catch { /* nothing is kept, and nothing breaks */ }
};

Site.startDark = Site.remembered("theme") === "dark" ||
  (!Site.remembered("theme") && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset.theme = Site.startDark ? "dark" : "light";

Site.load = function (address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
};

Site.themeSwitch = function (button) {
  const show = () => {
    const isDark = document.documentElement.dataset.theme === "dark";
    button.setAttribute("aria-pressed", String(isDark));
  };
  button.addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    Site.remember("theme", next);
    show();
  });
  show();
};

Site.fill = function (boxes, on) {
  for (const box of boxes) {
    box.hidden = !on;
    if (on && !box.firstChild) {
      const details = document.createElement("details");
      details.open = true;
      const summary = document.createElement("summary");
      summary.textContent = "Code";
      const pre = document.createElement("pre");
      // coloured and escaped when the site was built; a file of the site itself
      pre.innerHTML = Site.working[box.dataset.code] || "";
      details.append(summary, pre);
      box.append(details);
    }
  }
  Site.keyboard();
};

Site.workingSwitch = function (button) {
  const boxes = document.querySelectorAll("[data-code]");
  let on = false;
  const set = async (wanted) => {
    on = wanted;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Hide the working" : "Show the working";
    if (on && !Site.working) await Site.load(button.dataset.workingSwitch);
    Site.fill(boxes, on);
    // lines that lead to code stand with it
    for (const line of document.querySelectorAll("[data-lead]")) line.hidden = !on;
  };
  button.addEventListener("click", () => {
    set(!on);
    Site.remember("working", on ? "shown" : "");
  });
  if (Site.remembered("working") === "shown") set(true);
};

// Boxes that scroll sideways can be reached and scrolled with the keyboard
Site.keyboard = function () {
  for (const box of document.querySelectorAll(".output, pre, .timeline, figure")) {
    if (box.scrollWidth > box.clientWidth && !box.hasAttribute("tabindex")) {
      box.tabIndex = 0;
      if (box.tagName !== "FIGURE") box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.tagName === "PRE" ? "code" : "figure or table");
    }
  }
};

// A menu closes when the reader goes on elsewhere
Site.menus = function () {
  for (const menu of document.querySelectorAll(".menu")) {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") menu.open = false;
    });
  }
};

// Addresses as footnotes: paper has no links. Each is written once, however often it is linked.
Site.footnotes = function () {
  const numbers = new Map();
  for (const link of document.querySelectorAll("article a[href^='http']")) {
    if (!numbers.has(link.href)) numbers.set(link.href, numbers.size + 1);
    const mark = document.createElement("sup");
    mark.className = "printed";
    mark.textContent = `[${numbers.get(link.href)}]`;
    link.after(mark);
  }
  if (!numbers.size) return;
  const part = document.createElement("section");
  part.className = "printed addresses";
  const head = document.createElement("h2");
  head.textContent = "Addresses";
  const list = document.createElement("ol");
  for (const address of numbers.keys()) {
    const line = document.createElement("li");
    line.textContent = address;
    list.append(line);
  }
  part.append(head, list);
  document.querySelector("article").append(part);
};

// What is folded is printed too, and afterwards the page is as it was
Site.printing = function () {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const folded of opened) folded.open = true;
    Site.footnotes();
  });
  window.addEventListener("afterprint", () => {
    for (const folded of opened) folded.open = false;
    document.querySelectorAll(".printed").forEach((part) => part.remove());
  });
};

// Who follows a link to what is folded wants to read it
Site.unfold = function () {
  const show = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  window.addEventListener("hashchange", show);
  show();
};

Site.startSearch = function (form) {
  const box = form.querySelector("input");
  const begin = async () => {
    box.removeEventListener("focus", begin);
    for (const file of ["minisearch.js", "search-data.js", "search.js"]) {
      await Site.load(`${Site.root}_static/${file}`);
    }
    Site.searchBox(form);
  };
  box.addEventListener("focus", begin);
  form.addEventListener("submit", (event) => event.preventDefault());
};

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-theme-switch]").forEach(Site.themeSwitch);
  document.querySelectorAll("[data-working-switch]").forEach(Site.workingSwitch);
  document.querySelectorAll("[data-search]").forEach(Site.startSearch);
  for (const place of document.querySelectorAll("[data-address]")) {
    if (location.protocol.startsWith("http")) place.textContent = location.href.split("#")[0];
  }
  Site.menus();
  Site.unfold();
  Site.keyboard();
  Site.printing();
});
