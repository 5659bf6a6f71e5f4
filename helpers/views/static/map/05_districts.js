/* The districts: their cells, what they look like on a day, and the way through them by keyboard. */
"use strict";

{
  const { svg } = ControlMap.page;
  const HATCH = "url(#cm-hatch)";
  const DOTS = "url(#cm-dots)";
  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  /** The hatching of contested districts, the dots of assumed ones; colours come from the style sheet. */
  function hatching() {
    return svg("svg", { width: 0, height: 0, style: "position:absolute", "aria-hidden": "true" },
      svg("defs", {},
        svg("pattern", { id: "cm-hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse",
          patternTransform: "rotate(45)" },
        svg("rect", { width: 5, height: 5, class: "cm-hatch-ground" }),
        svg("line", { y2: 5, class: "cm-hatch-line", "stroke-width": 2.4 })),
        svg("pattern", { id: "cm-dots", width: 5, height: 5, patternUnits: "userSpaceOnUse" },
          svg("rect", { width: 5, height: 5, class: "cm-dots-ground" }),
          svg("circle", { cx: 1.25, cy: 1.25, r: 0.7, class: "cm-dot" }),
          svg("circle", { cx: 3.75, cy: 3.75, r: 0.7, class: "cm-dot" }))));
  }

  /** Fill and opacity of a code. */
  function look(app, code) {
    const fills = ["var(--cm-government)", HATCH, "var(--cm-taliban)", "var(--cm-government-one)", HATCH,
      "var(--cm-taliban-one)", DOTS];
    return { fillColor: fills[code], fillOpacity: app.state.tiles ? 0.65 : 1 };
  }

  function sentence(app, i) {
    const { record } = app;
    const code = app.code(i);
    const district = record.districts[i];
    const note = ControlMap.isWeak(code) ? " (one voice only)"
      : code === ControlMap.ASSUMED ? " (" + record.words.assumed + ")" : "";
    return district.name + ", " + district.province + ": " + record.words.heldBy[code % 3] + note;
  }

  /** The district that lies next in a direction; -1 where there is none. */
  function nextOne(app, i, way) {
    const { districts } = app.record;
    const here = app.map.latLngToLayerPoint(districts[i].at);
    let best = -1;
    let least = Infinity;
    districts.forEach((district, j) => {
      const there = app.map.latLngToLayerPoint(district.at);
      const x = there.x - here.x;
      const y = there.y - here.y;
      const along = x * way[0] + y * way[1];
      const aside = Math.abs(x * way[1]) + Math.abs(y * way[0]);
      if (j === i || along <= aside * 0.6 || along + 2 * aside >= least) return;
      least = along + 2 * aside;
      best = j;
    });
    return best;
  }

  function keys(app, layer, event, i) {
    const { districts } = app.record;
    if (event.key === "Enter" || event.key === " ") {
      layer.areas[i].openPopup(districts[i].at);
    } else if (WAYS[event.key]) {
      const next = nextOne(app, i, WAYS[event.key]);
      if (next >= 0) {
        app.map.panInside(districts[next].at, { padding: [40, 40], animate: false });
        layer.focus(next);
      }
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** What a drawn path needs for those who do not see it. */
  function reachable(app, layer, path, i) {
    path.setAttribute("tabindex", i === 0 ? 0 : -1);
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", sentence(app, i));
    path.dataset.pcode = app.record.districts[i].pcode;
    path.addEventListener("focus", () => {
      layer.current = i;
      layer.mark(i);
      path.setAttribute("aria-label", sentence(app, i));
    });
    path.addEventListener("keydown", (event) => keys(app, layer, event, i));
  }

  function area(app, layer, i) {
    const { el } = ControlMap.page;
    const district = app.record.districts[i];
    const style = {
      color: "var(--cm-edge)", weight: 0.6, opacity: 1, smoothFactor: 0, className: "cm-d",
      bubblingMouseEvents: false, ...look(app, layer.shown[i]),
    };
    const drawn = district.shape ? L.polygon(district.shape, style)
      : L.circleMarker(district.at, { ...style, radius: 5, color: "#000" });
    drawn.place = district.pcode;
    drawn.bindTooltip(() => el("span", {}, sentence(app, i)), { sticky: true });
    const write = () => ControlMap.popups.district(app.record, i, app.state);
    drawn.bindPopup(() => ControlMap.popups.whenTold(app, write, drawn), app.popupSize());
    drawn.on("mouseover", () => layer.mark(i));
    drawn.on("add", () => reachable(app, layer, drawn.getElement(), i));
    return drawn;
  }

  function paint(app, layer) {
    layer.areas.forEach((drawn, i) => {
      const code = app.code(i);
      if (code === layer.shown[i]) return;
      layer.shown[i] = code;
      drawn.setStyle(look(app, code));
    });
  }

  /** Draw the districts; the layer paints itself when the day changes. */
  function add(app) {
    const { districts } = app.record;
    const cursor = L.polygon([], { pane: "lines", renderer: app.lines, fill: false, className: "cm-cursor",
      weight: 3, interactive: false });
    const layer = { current: 0, shown: districts.map((district, i) => app.code(i)) };
    layer.mark = (i) => cursor.setLatLngs(districts[i].shape || []);
    layer.areas = districts.map((district, i) => area(app, layer, i));
    layer.focus = (i) => {
      layer.areas[layer.current].getElement().setAttribute("tabindex", -1);
      const path = layer.areas[i].getElement();
      path.setAttribute("tabindex", 0);
      path.focus({ preventScroll: true });
    };
    layer.repaint = () => layer.areas.forEach((drawn, i) => drawn.setStyle(look(app, layer.shown[i])));
    // points last, so that no cell covers them
    const order = districts.map((district, i) => i)
      .sort((a, b) => !districts[a].shape - !districts[b].shape || a - b);
    L.layerGroup(order.map((i) => layer.areas[i])).addTo(app.map);
    cursor.addTo(app.map);
    app.painters.push(() => paint(app, layer));
    return layer;
  }

  ControlMap.districts = { add, hatching, look };
}
