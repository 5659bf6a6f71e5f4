/* What lies over the districts: province lines, trunk roads, capitals, border posts. */
"use strict";

{
  const { el } = ControlMap.page;

  function isCut(app, k) {
    return app.record.roads[k].through.some((i) => app.code(i) % 3 === 2);
  }

  function roadText(app, k) {
    const road = app.record.roads[k];
    const why = isCut(app, k) ? "cut, it runs through a district held by the Taliban"
      : "not cut, no district on it is held by the Taliban";
    return road.road + ", " + road.name + ": " + why;
  }

  function roadLook(app, cut) {
    const { open, shut } = app.record.data.roadColours;
    return cut ? { color: shut, dashArray: "2 7", weight: 4 } : { color: open, dashArray: null, weight: 2.5 };
  }

  function roads(app) {
    const renderer = L.svg({ pane: "roads" });
    const shown = app.record.roads.map((road, k) => isCut(app, k));
    const lines = app.record.roads.map((road, k) => {
      const style = { pane: "roads", renderer, className: "cm-road", lineCap: "butt" };
      const line = L.polyline([road.from, road.to], { ...style, ...roadLook(app, shown[k]) });
      line.place = road.id;
      line.bindTooltip(() => el("span", {}, roadText(app, k)), { sticky: true });
      const write = () => ControlMap.popups.road(app.record, k, roadText(app, k));
      line.bindPopup(() => ControlMap.popups.whenTold(app, write, line), { maxWidth: 280 });
      return line;
    });
    function paint() {
      let cuts = 0;
      lines.forEach((line, k) => {
        const cut = isCut(app, k);
        cuts += cut;
        if (cut !== shown[k]) line.setStyle(roadLook(app, cut));
        shown[k] = cut;
      });
      app.roadCount.textContent = "cut: a district on it is the Taliban’s (" + cuts + " of " + lines.length + ")";
    }
    app.painters.push(paint);
    return { lines, group: L.layerGroup(lines) };
  }

  function postText(app, k) {
    const held = app.record.posts[app.state.reading][k][app.state.day];
    return app.record.crossings[k].name + ": " + app.record.words.marks[held % 3];
  }

  function describe(app, marker, k) {
    const node = marker.getElement();
    if (!node) return;
    const held = app.record.posts[app.state.reading][k][app.state.day];
    node.setAttribute("aria-label", "Border crossing " + postText(app, k));
    node.dataset.held = app.record.words.holders[held % 3];
  }

  function post(app, k) {
    const crossing = app.record.crossings[k];
    const html = el("span", {}, el("i"), el("b", {}, crossing.name));
    // names in the west are written to the left of their mark, off the country
    const side = crossing.lon < 64 ? " cm-west" : "";
    const icon = L.divIcon({ className: "cm-post" + side, iconSize: null, html });
    const marker = L.marker([crossing.lat, crossing.lon], { alt: crossing.name, icon });
    marker.place = crossing.id;
    const write = () => ControlMap.popups.crossing(app.record, k, app.state);
    marker.bindPopup(() => ControlMap.popups.whenTold(app, write, marker), app.popupSize());
    marker.bindTooltip(() => el("span", {}, "Border crossing " + postText(app, k)));
    marker.on("add", () => {
      describe(app, marker, k);
      const node = marker.getElement();
      node.addEventListener("keydown", (event) => event.stopPropagation());
      node.addEventListener("keyup", (event) => { if (event.key === "Enter") marker.openPopup(); });
    });
    return marker;
  }

  function crossings(app) {
    const markers = app.record.crossings.map((crossing, k) => post(app, k));
    app.painters.push(() => markers.forEach((marker, k) => describe(app, marker, k)));
    return { markers, group: L.layerGroup(markers) };
  }

  function named(at, className, name) {
    const mark = className === "cm-capital" ? el("i") : "";
    const html = el("span", {}, mark, el("b", {}, name));
    const icon = L.divIcon({ className, iconSize: null, html });
    return L.marker(at, { interactive: false, keyboard: false, pane: "names", icon });
  }

  function capitals(app) {
    return L.layerGroup(app.record.capitals.map((c) => named([c.lat, c.lon], "cm-capital", c.name)));
  }

  function provinces(app) {
    const style = { pane: "lines", renderer: app.lines, className: "cm-province", weight: 1.2, interactive: false };
    const lines = app.record.data.provinces.map((province) => L.polyline(province.rings.flat(), style));
    return L.layerGroup(lines);
  }

  function provinceNames(app) {
    // Kunduz, Hirat: a capital that bears the name of its province stands for both
    const towns = new Set(app.record.capitals.map((capital) => capital.name));
    const others = app.record.data.provinces.filter((province) => !towns.has(province.name));
    return L.layerGroup(others.map((p) => named(p.at, "cm-province-name", p.name)));
  }

  function districtNames(app) {
    return L.layerGroup(app.record.districts.map((d) => named(d.at, "cm-district-name", d.name)));
  }

  // names stand in the order of their weight: the first that fits is written
  const NEAR = [".cm-capital b", ".cm-post b", ".cm-district-name b", ".cm-province-name b"];
  const FAR = [".cm-capital b", ".cm-province-name b", ".cm-post b"];

  function overlaps(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  /** Where a name can stand, as shifts from its place: beside a mark, or about a middle. */
  function shifts(label, room, isFirst) {
    const { width, height } = room;
    if (label.parentNode.querySelector("i")) {
      // right of the mark, left, above, below, the corners
      const sides = [0, -width - 16, -width / 2 - 8];
      const lines = [0, -height - 2, height + 4];
      const near = lines.flatMap((y) => sides.map((x) => [x, y])).filter(([x, y]) => y || x !== sides[2]);
      // Kabul, to which every road is measured, may stand some lines farther off where marks crowd
      const away = [2, -2, 3, -3, 4, -4, 5, -5];
      const far = away.flatMap((n) => sides.map((x) => [x, n * height]));
      return isFirst ? [...near, ...far] : near;
    }
    const steps = [[0, 0], [0, -1], [0, 1], [-0.4, 0], [0.4, 0], [-0.4, -1], [0.4, 1], [0.4, -1], [-0.4, 1]];
    return steps.map(([x, y]) => [x * width, y * (height + 1)]);
  }

  function moved(room, [x, y]) {
    return { left: room.left + x, right: room.right + x, top: room.top + y, bottom: room.bottom + y };
  }

  function within(room, frame) {
    return room.left >= frame.left && room.right <= frame.right && room.top >= frame.top
      && room.bottom <= frame.bottom;
  }

  function isApart(room, shift) {
    return Math.abs(shift[1]) >= 2 * room.height;
  }

  /** A line from a mark to its name, where the name stands apart from it. */
  function tie(label, room, [x, y]) {
    const holder = label.parentNode;
    holder.querySelector(".cm-tie")?.remove();
    if (!label.parentNode.querySelector("i") || !isApart(room, [x, y])) return;
    const line = el("u", { className: "cm-tie" });
    // from the middle of the mark to the nearest edge of the name
    const right = x + 8 + room.width / 2;
    const down = y + (y < 0 ? room.height - 8 : -8);
    line.style.width = Math.hypot(right, down) + "px";
    line.style.rotate = Math.atan2(down, right) + "rad";
    holder.prepend(line);
  }

  /** How far a mark lies from a name, in pixels; nought where they touch. */
  function gapTo(room, mark) {
    const across = Math.max(mark.left - room.right, room.left - mark.right, 0);
    const down = Math.max(mark.top - room.bottom, room.top - mark.bottom, 0);
    return Math.hypot(across, down);
  }

  // pixels by which a name stands nearer to its own mark than to any other: less is not seen
  const CLEAR = 3;

  /** Whether a name would be read as that of another mark: one of the same look is as near to it. */
  function misleads(label, room, marks) {
    const own = label.parentNode.querySelector("i");
    if (!own) return false;
    const look = (mark) => mark.closest(".cm-post") !== null;
    const from = gapTo(room, marks.get(own));
    return [...marks].some(([mark, place]) => mark !== own && look(mark) === look(own)
      && gapTo(room, place) < from + CLEAR);
  }

  /** Write all names that fit without covering a mark or a name that stands already. */
  function thin(app) {
    const near = app.map.getZoom() >= 7.5;
    app.box.classList.toggle("cm-near", near);
    app.box.classList.toggle("cm-nearer", app.map.getZoom() >= 8.75);
    const all = [...app.box.querySelectorAll(".cm-post i, .cm-capital i")];
    const marks = new Map(all.map((mark) => [mark, mark.getBoundingClientRect()]));
    const taken = [...marks.values()];
    const frame = app.box.getBoundingClientRect();
    const labels = (near ? NEAR : FAR).flatMap((kind) => [...app.box.querySelectorAll(kind)]);
    for (const label of labels) label.style.translate = "";
    // all are measured before any is moved: reading and writing in turn would lay out the page each time
    const rooms = labels.map((label) => label.getBoundingClientRect());
    labels.forEach((label, k) => {
      const free = rooms[k].width && shifts(label, rooms[k], k === 0).find((shift) => {
        const room = moved(rooms[k], shift);
        if (!within(room, frame) || taken.some((other) => overlaps(room, other))) return false;
        // a line leads from a name that stands apart to its mark
        return isApart(rooms[k], shift) || !misleads(label, room, marks);
      });
      label.classList.toggle("cm-hidden", !free);
      if (!free) return;
      label.style.translate = free[0] + "px " + free[1] + "px";
      tie(label, rooms[k], free);
      taken.push(moved(rooms[k], free));
    });
  }

  function keepThin(app) {
    let frame = 0;
    app.map.on("zoomend moveend layeradd layerremove", () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => thin(app));
    });
  }

  ControlMap.overlays = { roads, crossings, capitals, provinces, provinceNames, districtNames,
    roadLook, thin, keepThin };
}
