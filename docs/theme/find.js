// Searches the documentation in the browser; nothing is sent anywhere.
"use strict";
(() => {
  const form = document.getElementById("find");
  const field = form.querySelector("input");
  const list = document.getElementById("found");
  const told = document.getElementById("found-count");
  const { root, index } = form.dataset;
  const MOST = 20;
  const ROOM = 46;
  form.hidden = false;

  let loading;
  const load = () => (loading ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = root + index;
    script.addEventListener("load", () => done(window.documentation));
    script.addEventListener("error", fail);
    document.head.append(script);
  }));

  const count = (text, term) => text.split(term).length - 1;
  // A wording that is nowhere as it stands may be there in pieces: half of its pairs of letters at least.
  const share = (text, term) => {
    const pairs = [...term].slice(1).map((letter, at) => [...term][at] + letter);
    return pairs.length > 1 ? pairs.filter((pair) => text.includes(pair)).length / pairs.length : 0;
  };
  const score = (heading, text, terms) => {
    let sum = 0;
    for (const term of terms) {
      let points = 10 * count(heading, term) + Math.min(5, count(text, term));
      if (!points) {
        const near = share(heading + text, term);
        if (near < 0.5) return 0;
        points = near;
      }
      sum += points;
    }
    return sum;
  };
  const search = (pages, words) => {
    const terms = words.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    const hits = [];
    if (!terms.length) return { terms, hits };
    for (const [path, title, parts] of pages)
      for (const [id, heading, text] of parts) {
        const points = score(`${title} ${heading}`.toLowerCase(), text.toLowerCase(), terms);
        if (points) hits.push({ path, title, id, heading, text, points });
      }
    hits.sort((a, b) => b.points - a.points);
    return { terms, hits };
  };

  const snippet = (text, terms) => {
    const low = text.toLowerCase();
    const places = terms.map((term) => low.indexOf(term)).filter((at) => at >= 0);
    const start = Math.max(0, Math.min(...places, text.length) - ROOM / 2);
    const shown = places.length ? text.slice(start, start + 2 * ROOM) : text.slice(0, 2 * ROOM);
    const line = document.createElement("p");
    let rest = (places.length && start ? "…" : "") + shown;
    while (rest) {
      const found = terms.map((term) => [rest.toLowerCase().indexOf(term), term.length]).filter(([at]) => at >= 0);
      if (!found.length) break;
      const [at, length] = found.reduce((a, b) => (b[0] < a[0] ? b : a));
      const mark = document.createElement("mark");
      mark.textContent = rest.slice(at, at + length);
      line.append(rest.slice(0, at), mark);
      rest = rest.slice(at + length);
    }
    line.append(rest);
    return line;
  };
  const show = ({ terms, hits }) => {
    list.replaceChildren(...hits.slice(0, MOST).map((hit) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = root + hit.path + (hit.id ? `#${hit.id}` : "");
      link.textContent = hit.heading && hit.heading !== hit.title ? `${hit.title} › ${hit.heading}` : hit.title;
      link.addEventListener("click", close);
      item.append(link, snippet(hit.text, terms));
      return item;
    }));
    told.textContent = !terms.length ? "" : form.dataset[hits.length ? "found" : "none"].replace("#", hits.length);
    list.parentElement.hidden = !terms.length;
  };
  const close = () => { list.parentElement.hidden = true; };

  let latest = 0;
  const ask = async () => {
    const mine = ++latest;
    const pages = await load();
    if (mine === latest) show(search(pages, field.value));
  };
  field.addEventListener("input", ask);
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.parentElement.hidden) { close(); field.focus(); }
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); field.focus(); }
  });
})();
