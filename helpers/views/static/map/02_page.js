/* Elements of a page. What a source wrote is set as text, never as HTML. */
"use strict";

{
  const SVG = "http://www.w3.org/2000/svg";
  // attributes that are not properties of the same meaning
  const PLAIN = new Set(["list", "role"]);

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key in node && !PLAIN.has(key)) node[key] = value;
      else node.setAttribute(key, value);
    }
    node.append(...children.filter((child) => child !== null && child !== ""));
    return node;
  }

  function svg(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    node.append(...children);
    return node;
  }

  /** A small picture for the key. */
  function swatch(...marks) {
    return svg("svg", { width: 26, height: 14, "aria-hidden": "true" }, ...marks);
  }

  function areaMark(fill) {
    return swatch(svg("rect", {
      x: 0.5, y: 0.5, width: 25, height: 13, fill, stroke: "var(--cm-edge)", "stroke-width": 0.5,
    }));
  }

  function lineMark(style) {
    return swatch(svg("line", {
      x2: 26, y1: 7, y2: 7, stroke: style.color, "stroke-width": style.weight,
      "stroke-dasharray": style.dashArray || "none",
    }));
  }

  function diamond(x, fill) {
    return svg("path", { d: `M${x} 2l5 5-5 5-5-5z`, fill, stroke: "var(--cm-ink)" });
  }

  function squareMark(fill) {
    return swatch(svg("rect", { x: 9, y: 3, width: 8, height: 8, fill, stroke: "#000" }));
  }

  /** A large count as people say it: 12.3 million. */
  function million(count) {
    return (count / 1e6).toFixed(1) + " million";
  }

  ControlMap.page = { el, svg, swatch, areaMark, lineMark, diamond, squareMark, million };
}
