/* The interactive map of who held what: puts the parts together. Called by the page that Python writes. */
"use strict";

{
  /** The state of one map, and what its parts share. */
  function appOf(map, record) {
    const box = map.getContainer();
    const asked = new URLSearchParams(location.search);
    const app = {
      map, record, box, page: box.parentNode, painters: [], following: false, ready: false,
      embedded: asked.has("embed"),
      state: { day: record.days.open, reading: "best", place: null, tiles: false },
      roadCount: ControlMap.page.el("span", {}),
      narrow: window.innerWidth < 600,
      wide: window.innerWidth >= 1000 && window.innerHeight > 560,
    };
    app.tell = ControlMap.teller(record);
    app.code = (i) => record.code(i, app.state.reading, app.state.day);
    app.popupSize = () => ({ maxWidth: app.narrow ? 280 : 360, maxHeight: Math.max(180, box.clientHeight * 0.6) });
    app.draw = () => {
      for (const paint of app.painters) paint();
      box.dataset.day = app.state.day;
      box.dataset.count = record.numbers[0].series[app.state.reading][app.state.day];
    };
    app.go = (day) => {
      app.state.day = Math.min(record.days.count - 1, Math.max(0, day));
      app.draw();
    };
    app.choose = ({ day = app.state.day, reading = app.state.reading }) => {
      app.state.reading = reading;
      app.go(day);
      app.remember();
    };
    return app;
  }

  /** Opening a place: from a search, a click, or the address. */
  function places(app, parts) {
    const { map, record, state } = app;
    const middle = (road) => [(road.from[0] + road.to[0]) / 2, (road.from[1] + road.to[1]) / 2];
    const at = {
      district: (k) => record.districts[k].at,
      crossing: (k) => [record.crossings[k].lat, record.crossings[k].lon],
      road: (k) => middle(record.roads[k]),
    };
    const layer = {
      district: (k) => app.districts.areas[k],
      crossing: (k) => parts.crossings.markers[k],
      road: (k) => parts.roads.lines[k],
    };
    app.find = ({ kind, k }) => {
      const spot = at[kind](k);
      map.setView(spot, Math.max(map.getZoom(), 7.5), { animate: false });
      if (kind === "district") app.districts.focus(k);
      else layer[kind](k).addTo(map);
      layer[kind](k).openPopup(spot);
    };
    app.open = (place) => {
      const lists = { district: record.districts, crossing: record.crossings, road: record.roads };
      for (const [kind, list] of Object.entries(lists)) {
        const k = list.findIndex((one) => (one.pcode || one.id) === place);
        if (k >= 0) app.find({ kind, k });
      }
    };
    app.follow = (wanted) => {
      app.following = true;
      Object.assign(state, { day: wanted.day ?? state.day, reading: wanted.reading ?? state.reading });
      app.go(state.day);
      if (wanted.place) app.open(wanted.place); else map.closePopup();
      state.place = wanted.place;
      app.following = false;
    };
  }

  /** Popups take the focus, give it back, and stand in the address. */
  function popups(app) {
    const { map, box, state } = app;
    map.on("popupopen", ({ popup }) => {
      box.classList.add("cm-open");
      const node = popup.getElement().querySelector(".cm-popup");
      const from = document.activeElement;
      if (node) node.focus({ preventScroll: true });
      state.place = popup._source ? popup._source.place : null;
      if (!app.following) app.remember();
      popup.once("remove", () => {
        if (from && from.matches(".cm-d, .cm-post")) from.focus({ preventScroll: true });
      });
    });
    map.on("popupclose", ({ popup }) => {
      box.classList.remove("cm-open");
      const mine = popup._source && popup._source.place === state.place;
      if (!mine) return;
      state.place = null;
      // not at once: another popup may open in the same breath
      if (!app.following) setTimeout(() => { if (!state.place) app.remember(); });
    });
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  }

  function panes(app) {
    for (const [name, z] of [["lines", 410], ["roads", 420], ["names", 590]]) {
      app.map.createPane(name).style.zIndex = z;
      app.map.getPane(name).style.pointerEvents = "none";
    }
    app.lines = L.svg({ pane: "lines" });
  }

  function corners(app, key) {
    const put = (position, node) => {
      const control = L.control({ position });
      control.onAdd = () => node;
      control.addTo(app.map);
    };
    const { el } = ControlMap.page;
    put("topright", key);
    put("topleft", el("div", { className: "cm-north", title: "North is up" }, "N ↑"));
    const { note } = app.record.data;
    app.map.attributionControl.setPrefix("Leaflet");
    app.map.attributionControl.addAttribution("Country and provinces: Natural Earth (public domain). "
      + (note.startsWith("District cells") ? "District cells are approximate" : note) + ".");
  }

  /** Colours of the page that holds this one, where it says which it shows. */
  function theme(app) {
    const set = (name) => { if (/^(dark|light)$/.test(name)) document.documentElement.dataset.theme = name; };
    set(new URLSearchParams(location.search).get("theme") || "");
    window.addEventListener("message", (event) => {
      if (event.source === window.parent && event.data) set(String(event.data.theme));
    });
    if (app.embedded) document.documentElement.classList.add("cm-embed");
  }

  function view(app) {
    const { map, wide } = app;
    const room = { animate: false, paddingTopLeft: [wide && !app.embedded ? 60 : 6, 6],
      paddingBottomRight: [wide && !app.embedded ? 200 : 6, 6] };
    // until a reader moves the map it keeps the whole country in sight, whatever its size becomes
    let own = false;
    let untouched = true;
    app.whole = () => {
      own = true;
      untouched = true;
      map.fitBounds(app.record.data.bounds, room);
      own = false;
    };
    map.on("movestart", () => { if (!own) untouched = false; });
    new ResizeObserver(() => {
      own = true;
      map.invalidateSize({ pan: false });
      own = false;
      if (untouched) app.whole();
    }).observe(app.box);
    map.invalidateSize();
    app.whole();
  }

  function layersOf(app) {
    const { overlays } = ControlMap;
    const parts = { roads: overlays.roads(app), crossings: overlays.crossings(app) };
    const rows = [
      ["Province lines", overlays.provinces(app), true],
      ["Trunk roads", parts.roads.group, !app.narrow && !app.embedded],
      ["Border crossings", parts.crossings.group, !app.embedded],
      ["Provincial capitals", overlays.capitals(app), true],
      // on a phone within another page there is room for capitals alone
      ["Names of provinces", overlays.provinceNames(app), !(app.narrow && app.embedded)],
      ["Names of districts, near", overlays.districtNames(app), true],
    ];
    return { parts, rows };
  }

  ControlMap.start = function (map, data) {
    const app = appOf(map, ControlMap.record(data));
    app.page.classList.add("cm");
    theme(app);
    app.page.append(ControlMap.districts.hatching());
    panes(app);
    app.stop = () => {};
    app.remember = () => {};
    app.page.insertBefore(ControlMap.panel.add(app), app.box);
    app.box.setAttribute("role", "main");
    app.box.setAttribute("aria-label", "Map: arrow keys go from district to district, Enter opens one");
    app.districts = ControlMap.districts.add(app);
    const { parts, rows } = layersOf(app);
    const open = app.wide && !app.embedded;
    if (!open) app.page.querySelector(".cm-panel").append(ControlMap.panel.brief(app));
    corners(app, ControlMap.panel.key(app, rows, open));
    places(app, parts);
    popups(app);
    ControlMap.address.keep(app);
    view(app);
    ControlMap.gestures.add(app);
    // the limits may have moved the map
    app.whole();
    // what the reader meets first, and what the reset brings back
    app.first = { day: app.state.day, reading: app.state.reading, ...ControlMap.address.read(location.hash, app.record) };
    app.follow(app.first);
    ControlMap.overlays.keepThin(app);
    ControlMap.overlays.thin(app);
    app.ready = true;
    ControlMap.current = app;
    return app;
  };
}
