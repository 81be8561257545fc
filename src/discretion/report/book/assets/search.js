"use strict";
/* Finds items in the index of the book (index.js). All words must occur; text only, never markup. */
(function () {
  const MOST = 12;
  const form = document.querySelector("form.search");
  const box = document.getElementById("query");
  const list = document.getElementById("results");
  const said = document.getElementById("said");
  const book = window.BOOK_INDEX || [];
  if (!form || !box || !list || !said) return;
  let chosen = -1;

  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const entries = book.map((e) => ({
    code: e[0], title: e[1], official: e[2], shown: e[3],
    keys: [e[0], e[1], ...e[4], e[3], ...e[5]].map(plain),
  }));

  /* The earlier the field that a word is found in, the better; a field's beginning is best. */
  function rank(entry, words) {
    let total = 0;
    for (const word of words) {
      let best = Infinity;
      entry.keys.forEach((key, field) => {
        const at = key.indexOf(word);
        if (at >= 0) best = Math.min(best, field * 2 + (at ? 1 : 0));
      });
      if (best === Infinity) return Infinity;
      total += best;
    }
    return total;
  }

  function find(text) {
    const words = text.normalize("NFKC").trim().split(/\s+/).map(plain).filter(Boolean);
    if (!words.length) return [];
    return entries
      .map((entry, n) => ({ entry, n, rank: rank(entry, words) }))
      .filter((hit) => hit.rank < Infinity)
      .sort((a, b) => a.rank - b.rank || a.n - b.n)
      .map((hit) => hit.entry);
  }

  function address(entry) {
    return form.dataset.root + "items/" + encodeURIComponent(entry.code) + ".html";
  }

  function option(entry, n) {
    const item = document.createElement("li");
    item.id = "result-" + n;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const link = document.createElement("a");
    link.href = address(entry);
    link.tabIndex = -1;
    for (const [name, text] of [["code", entry.code], ["name", entry.title], ["law", entry.shown]]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      link.append(part);
    }
    item.append(link);
    return item;
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    chosen = -1;
  }

  function show() {
    close();
    if (!box.value.trim()) { said.textContent = ""; return; }
    const hits = find(box.value);
    said.textContent = hits.length ? form.dataset.found.replace("#", String(hits.length)) : form.dataset.none;
    if (!hits.length) return;
    list.replaceChildren(...hits.slice(0, MOST).map(option));
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }

  function choose(n) {
    const options = list.children;
    if (!options.length) return;
    if (options[chosen]) options[chosen].setAttribute("aria-selected", "false");
    chosen = (n + options.length) % options.length;
    options[chosen].setAttribute("aria-selected", "true");
    options[chosen].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", options[chosen].id);
  }

  box.addEventListener("input", show);
  box.addEventListener("focus", () => { if (box.value) show(); });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Escape") { if (list.hidden) box.value = ""; close(); said.textContent = ""; }
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (list.hidden) show();
    const option = list.children[Math.max(chosen, 0)];
    if (option) window.location.href = option.firstChild.href;
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
    }
  });
})();
