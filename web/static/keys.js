// Keys for lists: j and k move the real focus from one to the next, so that Tab and screen readers go on from there.
// Everything here is a link on the page as well. Whoever needs the letters for something else switches them off (WCAG 2.1.4).
"use strict";
(() => {
  const PLACES = {
    a: "/alerts", w: "/watches", q: "/search", t: "/trends", i: "/silences", d: "/deliveries", c: "/channels", s: "/sources",
  };
  const OFF = "tocsin-keys-off";
  const items = () => [...document.querySelectorAll("main article.card, main .lines > li")].filter(i => i.querySelector("a"));
  const current = () => items().find(item => item.contains(document.activeElement));
  let going = false, off = false;
  try { off = localStorage.getItem(OFF) === "1"; } catch { /* storage is switched off: the keys are on */ }

  function move(step) {
    const all = items(), at = all.indexOf(current());
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + step))];
    if (next) next.querySelector("a").focus();
  }

  function search() {
    const field = document.querySelector("main input[name=q], main input[name=find]");
    if (field) field.focus(); else location.assign("/search");
  }

  // What it says stands on the page, in the language of the page.
  function help() {
    const dialog = document.createElement("dialog");
    dialog.append(document.getElementById("keys").content.cloneNode(true));
    dialog.setAttribute("aria-label", dialog.querySelector("h2").textContent);
    const box = dialog.querySelector("input");
    box.checked = !off;
    box.addEventListener("change", () => {
      off = !box.checked;
      try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* until the page is left, then */ }
    });
    dialog.querySelector("button").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  const KEYS = {
    j: () => move(1), k: () => move(-1), "/": search, g: () => { going = true; },
    o: () => current()?.querySelector("a").click(),
    s: () => current()?.querySelector("a[href$='#silence']")?.click(),
    v: () => { const link = current()?.querySelector("a[rel~=noopener]"); if (link) open(link.href, "_blank", "noopener,noreferrer"); },
    m: () => current()?.querySelector("form[action$='/acknowledge'] button")?.click(),
  };

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea, dialog")) return;
    const place = going && PLACES[event.key];
    going = false;
    const act = event.key === "?" ? help : off ? undefined : place ? () => location.assign(place) : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
