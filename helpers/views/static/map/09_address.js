/* Day, place and reading in the page's address: a view can be sent, and Back goes back. */
"use strict";

{
  /** What an address asks for; `#2021-07-10` and `#af1905` of older links too. */
  function read(hash, record) {
    const text = decodeURIComponent(hash.replace(/^#/, ""));
    const asked = new URLSearchParams(text);
    if (/^\d{4}-\d\d-\d\d$/.test(text)) asked.set("day", text);
    else if (text && !text.includes("=")) asked.set("place", text);
    const wanted = { place: null };
    const day = record.dates.number(asked.get("day") || "");
    if (!Number.isNaN(day)) wanted.day = day;
    if (record.words.readings.includes(asked.get("reading"))) wanted.reading = asked.get("reading");
    const place = (asked.get("place") || "").toLowerCase();
    const all = [...record.districts.map((d) => d.pcode), ...record.crossings.map((c) => c.id),
      ...record.roads.map((road) => road.id)];
    wanted.place = all.find((id) => id.toLowerCase() === place) || null;
    return wanted;
  }

  function write(state, record) {
    const parts = ["day=" + record.dates.iso(state.day)];
    if (state.place) parts.push("place=" + encodeURIComponent(state.place));
    if (state.reading !== "best") parts.push("reading=" + state.reading);
    return "#" + parts.join("&");
  }

  /** A frame without an address of its own (a notebook's) keeps none. */
  function own() {
    return /^(https?|file):$/.test(location.protocol);
  }

  /** Follow the address, and keep it true; inside another page its history is left alone. */
  function keep(app) {
    const inside = window.parent !== window;
    let wait = 0;
    function set(push) {
      const hash = write(app.state, app.record);
      if (!own() || hash === location.hash) return;
      if (push && !inside) history.pushState(null, "", hash);
      else history.replaceState(null, "", hash);
    }
    app.address = () => location.pathname.split("/").pop() + write(app.state, app.record);
    app.remember = () => { clearTimeout(wait); if (!app.following) set(true); };
    // while the slider moves the address follows at leisure: browsers refuse to write it often
    app.painters.push(() => {
      clearTimeout(wait);
      if (!app.following && app.ready) wait = setTimeout(() => set(false), 400);
    });
    window.addEventListener("popstate", () => {
      clearTimeout(wait);
      app.follow({ day: app.record.days.open, reading: "best", ...read(location.hash, app.record) });
    });
  }

  ControlMap.address = { read, write, keep };
}
