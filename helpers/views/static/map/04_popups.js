/* What a popup says of a district, a border post or a road: built when it opens. */
"use strict";

{
  const { el } = ControlMap.page;

  /** A list item with the page of a source; only web addresses become links. */
  function source(record, number, note) {
    const { publisher, origin, url } = record.sources[number];
    const name = /^https?:\/\//i.test(url)
      ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, publisher) : publisher;
    return el("li", {}, name, origin === publisher ? "" : " (origin: " + origin + ")", note);
  }

  function report(record, one, verb) {
    const { words, dates } = record;
    const day = one.day === null
      ? "between " + dates.when(one.lo) + " and " + dates.when(one.hi) : dates.when(one.day);
    const note = ": " + (verb ? words.events[one.event] + ", " : "") + "says " + words.says[one.says]
      + ", " + day + "; " + one.status + (one.printed ? "; there: “" + one.printed + "”" : "")
      + " [" + one.id + "]";
    return source(record, one.source, note);
  }

  /** Why the event has this day, these bounds and this support. */
  function ground(record, event) {
    if (event.reason) return event.reason;
    const { words, dates } = record;
    const bounds = event.lo === event.hi ? "Known to the day. "
      : "Bounds: " + dates.span(event.lo, event.hi) + ". ";
    return bounds + (event.manner === "unknown" ? "" : "How: " + words.manners[event.manner] + ". ")
      + "Support: " + words.support[event.support] + "." + (event.disputed ? " Somebody denies it." : "");
  }

  function events(record, place) {
    const { words, dates, reports } = record;
    return (record.eventsOf.get(place) || []).map((event) => el("section", {},
      el("h3", {}, words.events[event.kind] + ", " + dates.when(event.day, true)),
      el("p", {}, ground(record, event)),
      el("ul", {}, ...event.reports.map((r) => report(record, reports[r])))));
  }

  function folded(title, items) {
    if (!items.length) return "";
    return el("details", {}, el("summary", {}, title + " (" + items.length + ")"),
      el("ul", {}, ...items));
  }

  function otherReports(record, place) {
    const rows = record.othersOf.get(place) || [];
    return folded("Other reports", rows.map((one) => report(record, one, true)));
  }

  /** Who holds a place today, in the three readings. */
  function today(record, rows, i, day, assumed) {
    const { words, dates } = record;
    const said = words.readings.map((reading) => words.heldBy[rows[reading][i][day] % 3]);
    const [best, earliest, latest] = said;
    const agree = best === earliest && best === latest;
    const text = agree ? best + " in all three readings"
      : best + "; earliest reading: " + earliest + "; latest: " + latest;
    return el("p", {}, dates.when(day, true) + ": " + text + (assumed ? ", " + words.assumed : "") + ".");
  }

  function dialog(title, ...children) {
    const node = el("div", { className: "cm-popup", tabIndex: -1, role: "dialog" }, ...children);
    node.setAttribute("aria-label", title);
    return node;
  }

  /** Pages that say that the whole province had fallen, for a district that no page names alone. */
  function wholeProvince(record, pcode, told) {
    const only = record.bounded[pcode];
    if (!only) return told.length ? "" : el("p", {}, "The record holds no report that it changed hands.");
    const title = told.length ? "No page reports that it fell again" : "No page reports its capture";
    return el("section", {}, el("h3", {}, title),
      el("p", {}, "These say that its whole province had fallen:"),
      el("ul", {}, ...only.map((r) => report(record, record.reports[r]))));
  }

  function before(record, pcode) {
    const rows = record.baselineOf.get(pcode) || [];
    return folded("Before 1 May", rows.map((row) => {
      const day = row.day === null ? "" : ", " + record.dates.when(row.day, true);
      return source(record, row.source, ": " + row.holder + day);
    }));
  }

  /** The way to the page that the site has of a place; a notebook has none. */
  function ownPage(record, kind, id) {
    const { pages } = record.data;
    if (!pages) return "";
    return el("p", {}, el("a", { href: pages[kind].replace("{}", id), target: "_top" }, "All of the record on it"));
  }

  /** What a popup says, at once or when the file with it has come. */
  function whenTold(app, write, layer) {
    const { record } = app;
    const piece = ControlMap.pieceOf(record, layer.place);
    if (record.isTold(piece)) return write();
    const node = el("div", {}, el("p", { className: "cm-wait" }, "Fetching the reports …"));
    app.tell(piece).then(() => {
      const own = write();
      node.replaceChildren(own);
      const popup = layer.getPopup();
      if (!popup || !popup.isOpen()) return;
      popup.update();
      own.focus({ preventScroll: true });
    }, () => { node.firstChild.textContent = "The reports could not be fetched."; });
    return node;
  }

  function district(record, i, state) {
    const place = record.districts[i];
    const told = events(record, place.pcode);
    const assumed = record.code(i, state.reading, state.day) === ControlMap.ASSUMED;
    return dialog(place.name,
      el("h2", {}, place.name + " ", el("span", { lang: "fa", dir: "rtl" }, place.dari)),
      el("p", {}, place.province + ", " + place.pcode),
      today(record, record.held, i, state.day, assumed), ...told,
      wholeProvince(record, place.pcode, told),
      otherReports(record, place.pcode), before(record, place.pcode),
      place.shape ? "" : el("p", {}, "Drawn as a point: no outline of its own is known."),
      ownPage(record, "district", place.pcode.toLowerCase()));
  }

  function crossing(record, k, state) {
    const post = record.crossings[k];
    const told = events(record, post.id);
    const last = (record.eventsOf.get(post.id) || []).at(-1);
    const town = post.town ? " (" + post.town + ")" : "";
    const others = post.others.length ? "; also " + post.others.join(", ") : "";
    return dialog(post.name, el("h2", {}, post.name),
      el("p", {}, "Border crossing to " + (record.words.lands[post.neighbour] || post.neighbour) + town
        + ", district " + record.districts[post.district].name + others),
      today(record, record.posts, k, state.day), ...told,
      post.exact ? "" : el("p", {}, "No source gives its point: it is drawn at that of its district."),
      last && last.kind === "recaptured"
        ? el("p", {}, "No page reports that it fell again: it is shown as this left it.") : "",
      told.length ? "" : el("p", {}, "No report speaks of the post itself: it is shown as the government’s."),
      otherReports(record, post.id), ownPage(record, "crossing", post.id));
  }

  function road(record, k, text) {
    const one = record.roads[k];
    return dialog(one.name, el("h2", {}, one.name), el("p", {}, text + "."),
      one.source === null ? "" : el("ul", {}, source(record, one.source, "")),
      el("p", {}, "Drawn straight between its ends."));
  }

  ControlMap.popups = { district, crossing, road, events, whenTold };
}
