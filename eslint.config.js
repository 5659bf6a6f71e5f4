// Classic scripts on one namespace: browsers refuse modules on file://.
const js = require("@eslint/js");

const browser = [
  "window", "document", "location", "history", "navigator", "localStorage", "setTimeout", "clearTimeout",
  "setInterval", "clearInterval", "requestAnimationFrame", "cancelAnimationFrame", "matchMedia",
  "getComputedStyle", "ResizeObserver", "IntersectionObserver", "MutationObserver", "URLSearchParams", "URL",
  "Event", "console", "fetch", "CSS", "indexedDB", "crypto", "Blob",
];

module.exports = [
  js.configs.recommended,
  {
    files: ["**/static/**/*.js", "notebooks/_static/*.js"],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: "script",
      globals: { L: "readonly", ...Object.fromEntries(browser.map((name) => [name, "readonly"])) },
    },
    rules: {
      "max-lines-per-function": ["error", { max: 60 }],
      complexity: ["error", 12],
      "max-depth": ["error", 4],
      "no-shadow": "error",
      "no-var": "off",
      "prefer-const": "error",
      eqeqeq: "error",
      "no-unused-vars": ["error", { args: "after-used" }],
    },
  },
  {
    // two files make the namespace where it is not there, the others use it
    files: ["helpers/views/static/**/*.js"],
    ignores: ["helpers/views/static/map/01_record.js", "helpers/views/static/explorers.js"],
    languageOptions: { globals: { ControlMap: "writable" } },
  },
  {
    // the library is another's, and stays as it was published
    ignores: ["publish/static/minisearch.js"],
  },
  {
    files: ["publish/static/*.js"],
    languageOptions: { globals: { Site: "writable", MiniSearch: "readonly" } },
  },
];
