/* Zoom and movement for a map that is one drawing: the controls of the interactive map, and its
   gestures. Where no script may run the map stands whole and still. */
"use strict";

{
  // eight times in, a district of the capital fills the picture
  const CLOSEST = 8;
  const STEP = 1.5;
  const NUDGE = 0.15;
  const LONG = 1200;

  const hold = (low, value, high) => Math.min(Math.max(value, low), high);

  /** The part of the drawing that is seen, never beyond the whole. */
  function camera(svg) {
    const [x, y, width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const seen = { x, y, width, height };
    function settle() {
      seen.x = hold(x, seen.x, x + width - seen.width);
      seen.y = hold(y, seen.y, y + height - seen.height);
      svg.setAttribute("viewBox", `${seen.x} ${seen.y} ${seen.width} ${seen.height}`);
    }
    /** In (by > 1) or out, round a spot given in shares of what is seen. */
    function zoom(by, across = 0.5, down = 0.5) {
      const next = hold(width / CLOSEST, seen.width / by, width);
      const ratio = next / seen.width;
      seen.x += (seen.width - seen.width * ratio) * across;
      seen.y += (seen.height - seen.height * ratio) * down;
      seen.width = next;
      seen.height *= ratio;
      settle();
    }
    /** By shares of what is seen. */
    function move(across, down) {
      seen.x += across * seen.width;
      seen.y += down * seen.height;
      settle();
    }
    const whole = () => { Object.assign(seen, { x, y, width, height }); settle(); };
    return { zoom, move, whole };
  }

  /** A spot of the screen in shares of the picture. */
  function share(svg, spot) {
    const box = svg.getBoundingClientRect();
    return [(spot.clientX - box.left) / box.width, (spot.clientY - box.top) / box.height];
  }

  function buttons(svg, view) {
    const bar = document.createElement("div");
    bar.className = "wm-bar";
    const every = [["+", "Zoom in", () => view.zoom(STEP)], ["−", "Zoom out", () => view.zoom(1 / STEP)],
      ["⟲", "Show the whole country again", view.whole]];
    for (const [sign, name, act] of every) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: sign, title: name, onclick: act });
      button.setAttribute("aria-label", name);
      bar.append(button);
    }
    const hint = document.createElement("span");
    hint.setAttribute("role", "status");
    bar.append(hint);
    svg.before(bar);
    let timer = 0;
    return (text) => {
      hint.textContent = text;
      clearTimeout(timer);
      timer = setTimeout(() => { hint.textContent = ""; }, LONG);
    };
  }

  /** The wheel scrolls the page; with Ctrl, or after a click inside, it zooms. */
  function mouse(svg, view, say) {
    let asked = false;
    let last = null;
    svg.addEventListener("click", () => { asked = true; });
    svg.addEventListener("mouseleave", () => { asked = false; last = null; });
    svg.addEventListener("wheel", (event) => {
      if (!asked && !event.ctrlKey && !event.metaKey) {
        say("Ctrl and the wheel zoom the map; so does the wheel after a click");
        return;
      }
      event.preventDefault();
      view.zoom(event.deltaY < 0 ? STEP : 1 / STEP, ...share(svg, event));
    }, { passive: false });
    svg.addEventListener("mousedown", (event) => { last = share(svg, event); event.preventDefault(); svg.focus(); });
    svg.addEventListener("mousemove", (event) => {
      if (!last || !event.buttons) return;
      const now = share(svg, event);
      view.move(last[0] - now[0], last[1] - now[1]);
      last = now;
    });
    svg.addEventListener("mouseup", () => { last = null; });
  }

  /** One finger scrolls the page, two move and zoom the map. */
  function fingers(svg, view, say) {
    let last = null;
    const two = (event) => {
      const [one, other] = [...event.touches].map((touch) => share(svg, touch));
      const apart = Math.hypot(one[0] - other[0], one[1] - other[1]);
      return { across: (one[0] + other[0]) / 2, down: (one[1] + other[1]) / 2, apart };
    };
    svg.addEventListener("touchend", () => { last = null; });
    svg.addEventListener("touchmove", (event) => {
      if (event.touches.length === 1) say("Two fingers move the map");
      if (event.touches.length !== 2) return;
      event.preventDefault();
      const now = two(event);
      if (last) {
        view.move(last.across - now.across, last.down - now.down);
        view.zoom(now.apart / Math.max(last.apart, 0.01), now.across, now.down);
      }
      last = now;
    }, { passive: false });
  }

  /** What the browser shows under the pointer, and screen readers read. */
  function names(svg) {
    for (const path of svg.querySelectorAll("path[data-name]")) {
      const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
      title.textContent = path.dataset.name;
      path.append(title);
    }
  }

  function keyboard(svg, view) {
    const acts = { "+": () => view.zoom(STEP), "=": () => view.zoom(STEP), "-": () => view.zoom(1 / STEP), 0: view.whole,
      ArrowLeft: () => view.move(-NUDGE, 0), ArrowRight: () => view.move(NUDGE, 0),
      ArrowUp: () => view.move(0, -NUDGE), ArrowDown: () => view.move(0, NUDGE) };
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", (event) => {
      const act = acts[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      // a notebook has keys of its own
      event.stopPropagation();
      act();
    });
  }

  function add(figure) {
    const svg = figure.querySelector("svg");
    // an output that is shown again keeps the controls that it has
    if (!svg || figure.querySelector(".wm-bar")) return;
    names(svg);
    const view = camera(svg);
    const say = buttons(svg, view);
    mouse(svg, view, say);
    fingers(svg, view, say);
    keyboard(svg, view);
  }

  // in a notebook the script stands in its figure, on the site beside all of them
  const own = document.currentScript && document.currentScript.closest("figure.wm");
  if (own) add(own);
  else document.querySelectorAll("figure.wm").forEach(add);
}
