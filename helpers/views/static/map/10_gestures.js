/* Wheel and fingers belong to the page until the map is asked for. */
"use strict";

{
  const { el } = ControlMap.page;
  const LONG = 1200;

  function hint(app) {
    const node = el("div", { className: "cm-hint", hidden: true });
    app.box.append(node);
    let timer = 0;
    return (text) => {
      node.textContent = text;
      node.hidden = false;
      clearTimeout(timer);
      timer = setTimeout(() => { node.hidden = true; }, LONG);
    };
  }

  /** The wheel scrolls the page; with Ctrl, or after a click inside, it zooms. */
  function wheel(app, say) {
    const { map, box } = app;
    let asked = false;
    map.scrollWheelZoom.disable();
    const set = (on) => () => { asked = on; };
    box.addEventListener("click", set(true));
    box.addEventListener("mouseleave", set(false));
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") asked = false; });
    // Leaflet listens on the same element, later: it is switched on or off before it hears
    box.addEventListener("wheel", (event) => {
      if (event.target.closest(".cm-key, .leaflet-popup")) return;
      if (asked || event.ctrlKey || event.metaKey) {
        map.scrollWheelZoom.enable();
      } else {
        map.scrollWheelZoom.disable();
        say("Ctrl and the wheel zoom the map; so does the wheel after a click");
      }
    }, { capture: true, passive: true });
  }

  /** One finger scrolls the page, two move and zoom the map. */
  function fingers(app, say) {
    const { map, box } = app;
    if (!matchMedia("(pointer: coarse)").matches) return;
    map.dragging.disable();
    box.addEventListener("touchmove", (event) => {
      if (event.touches.length === 1 && !event.target.closest(".cm-key, .leaflet-popup")) {
        say("Two fingers move the map");
      }
    }, { passive: true });
  }

  /** No farther out than the whole country, no farther in than the data carry. */
  function limits(app) {
    const { map } = app;
    const { bounds } = app.record.data;
    map.setMaxZoom(app.record.data.maxZoom);
    map.setMaxBounds(L.latLngBounds(bounds).pad(1.5));
    map.options.maxBoundsViscosity = 0.9;
    const set = () => map.setMinZoom(map.getBoundsZoom(bounds) - 0.25);
    map.on("resize", set);
    set();
  }

  /** A button that brings back what the page showed first: the country, the day, the place. */
  function reset(app) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const says = "Back to the first view, day and place";
      const button = el("button", { type: "button", title: says }, "⟲");
      button.setAttribute("aria-label", says);
      button.addEventListener("click", () => {
        app.stop();
        app.map.closePopup();
        app.whole();
        app.follow(app.first);
        app.remember();
      });
      const node = el("div", { className: "leaflet-bar cm-reset" }, button);
      L.DomEvent.disableClickPropagation(node);
      return node;
    };
    control.addTo(app.map);
  }

  function add(app) {
    const say = hint(app);
    wheel(app, say);
    fingers(app, say);
    limits(app);
    reset(app);
  }

  ControlMap.gestures = { add };
}
