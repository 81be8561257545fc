// The desk works without this file; with it, forms answer in place and runs show their progress.
"use strict";
(() => {
  const announce = (text) => {
    const place = document.getElementById("announce");
    if (place && text) place.textContent = text;
  };
  const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");

  // —— a page or parts of it, put in place of what is there ——
  const adopt = (fresh, ids) => {
    for (const id of ids) {
      const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
      if (old && now && old.outerHTML !== now.outerHTML) old.replaceWith(document.importNode(now, true));
    }
  };
  // Where the focus was: the element itself, or else the nearest part around it that has a name.
  const marks = (element) => {
    const found = [];
    for (let each = element; each && each.id !== "main"; each = each.parentElement) {
      if (each.id) found.push((root) => root.getElementById(each.id));
      else if (each === element && each.name) {
        const { name, value } = each;
        found.push(() => [...document.getElementsByName(name)].find((e) => e.value === value));
      }
    }
    return found;
  };
  const refocus = (found) => {
    for (const mark of found) {
      const part = mark(document);
      const target = part?.matches("a, input, select, textarea, button, summary") ? part : part?.querySelector("a, input:not([type=hidden]), select, textarea, button, summary");
      if (target) return target.focus({ preventScroll: true });
    }
    document.getElementById("main").focus({ preventScroll: true });
  };
  let latest = 0;
  const visit = async (address, push) => {
    const mine = ++latest;
    const before = marks(document.activeElement);
    const open = [...document.querySelectorAll("details[id][open]")].map((d) => d.id);
    document.body.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { headers: { "x-desk": "in-place" } });
      const fresh = await parse(response);
      if (mine !== latest) return;
      if (!fresh.getElementById("main")) throw new Error("not a page of the desk");
      adopt(fresh, ["main"]);
      document.title = fresh.title;
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      if (push) history.pushState({}, "", response.url);
      refocus(before);
      announce(document.querySelector("[data-said]")?.dataset.said);
      begin();
    } catch {
      location.assign(address);
    } finally {
      if (mine === latest) document.body.removeAttribute("aria-busy");
    }
  };
  const addressOf = (form, submitter) => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) if (value !== "") fields.append(name, value);
    const address = new URL(form.action);
    address.search = fields.toString();
    return address.href;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "get" || !form.hasAttribute("data-live")) return;
    event.preventDefault();
    visit(addressOf(form, event.submitter), true);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-on-change") && event.target.type !== "file") form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-live]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    visit(link.href, true);
  });
  addEventListener("popstate", () => visit(location.href, false));

  // —— a run that goes on: its parts are fetched until it is over ——
  let timer = 0;
  let wait = 400;
  const poll = () => {
    clearTimeout(timer);
    const run = document.querySelector("[data-poll]");
    if (!run) return;
    timer = setTimeout(async () => {
      wait = Math.min(2000, wait * 1.25);
      try {
        const response = await fetch(location.href);
        if (response.redirected) { location.replace(response.url); return; }
        const fresh = await parse(response);
        if (document.contains(run)) {
          const over = !fresh.querySelector("[data-poll]");
          const parts = [...run.dataset.poll.split(" "), ...(over ? ["run-rows"] : [])];
          const before = document.activeElement;
          const kept = marks(before);
          // What a reader is filling in is left alone.
          adopt(fresh, parts.filter((id) => !document.querySelector(`form#${id}`)?.contains(before)));
          if (before !== document.body && !document.contains(before)) refocus(kept);
          announce(document.querySelector("[data-said]")?.dataset.said);
        }
      } catch { /* the desk is asked again */ }
      poll();
    }, wait);
  };

  // —— a file dropped, a text copied ——
  const drop = (zone) => {
    const input = zone.querySelector("input[type=file]");
    const over = (event, on) => { event.preventDefault(); zone.classList.toggle("over", on); };
    zone.addEventListener("dragover", (event) => over(event, true));
    zone.addEventListener("dragleave", (event) => over(event, false));
    zone.addEventListener("drop", (event) => {
      over(event, false);
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.form.requestSubmit(); }
    });
    input.addEventListener("change", () => input.files.length && input.form.requestSubmit());
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    try { await navigator.clipboard.writeText(source.value ?? source.textContent); } catch { source.select?.(); document.execCommand("copy"); }
    announce(button.dataset.copied);
    button.querySelector("span").textContent = button.dataset.copied;
  });
  const begin = () => {
    for (const part of document.querySelectorAll(".needs-script[hidden]")) part.hidden = false;
    for (const zone of document.querySelectorAll("[data-drop]:not([data-ready])")) { zone.dataset.ready = ""; drop(zone); }
    poll();
  };
  begin();
})();
