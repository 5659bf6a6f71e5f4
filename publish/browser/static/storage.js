// A browser that has no room left keeps nothing of what a student writes, and says so in red in a
// console that nobody opens. This says it on the page, with what helps, and takes it back again.
// It asks by writing: what a browser says of its room is made up, so that nobody is told apart by it.
(() => {
  "use strict";
  const PROBE = 1e6; // bytes: a notebook with its figures is less
  const EVERY = 10000; // milliseconds
  const STORE = "probe";
  const WORDS =
    "This browser has no room left to keep your work. Take it with you now; then close other " +
    "sites, or clear what they stored. This line goes when there is room again. ";
  let line = null;

  // the Lab's own Download saves first, which is what fails here
  function take() {
    const panel = window.jupyterapp.shell.currentWidget;
    const text = JSON.stringify(panel.content.model.toJSON(), null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = panel.context.path.split("/").pop();
    link.click();
    URL.revokeObjectURL(link.href);
  }

  function say() {
    line = document.createElement("div");
    line.id = "no-room";
    line.setAttribute("role", "alert");
    line.textContent = WORDS;
    line.style.cssText =
      "position:fixed;bottom:0;left:0;right:0;z-index:99999;padding:.7rem 1rem;" +
      "background:#fff3cd;color:#1a1a1a;border-top:2px solid #7a5c00;font:1rem/1.4 sans-serif";
    const button = document.createElement("button");
    button.textContent = "Take my notebook";
    button.addEventListener("click", take);
    line.append(button);
    document.body.append(line);
  }

  function tell(hasRoom) {
    if (!hasRoom && !line) say();
    if (hasRoom && line) {
      line.remove();
      line = null;
    }
  }

  function probe(database) {
    const written = database.transaction(STORE, "readwrite");
    // zeros would be pressed to nothing
    const bytes = new Uint8Array(PROBE);
    for (let start = 0; start < PROBE; start += 65536) {
      crypto.getRandomValues(bytes.subarray(start, Math.min(start + 65536, PROBE)));
    }
    written.objectStore(STORE).put(bytes, "bytes");
    const end = (hasRoom) => {
      database.close();
      indexedDB.deleteDatabase("room");
      tell(hasRoom);
    };
    written.oncomplete = () => end(true);
    written.onabort = () => end(false);
  }

  function look() {
    const opening = indexedDB.open("room");
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => probe(opening.result);
    // not even the empty shelf fits
    opening.onerror = () => tell(false);
  }

  setInterval(look, EVERY);
})();
