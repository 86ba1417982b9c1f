// The editor of a watch: concepts are offered while "@" is typed, and what cannot be answered is said.
// A listbox under the field, led from the field: arrows choose, Enter or Tab takes, Escape closes (ARIA combobox pattern).
"use strict";
(() => {
  const field = document.getElementById("query"), said = document.getElementById("said");
  if (!field) return;
  const list = document.createElement("ul");
  list.id = "offered";
  list.setAttribute("role", "listbox");
  // What is said stands on the page, in the language of the page.
  list.setAttribute("aria-label", field.dataset.concepts);
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  let asked, at = -1;

  // What is typed of a concept before the caret.
  const begun = () => field.selectionStart === field.selectionEnd &&
    /(?:^|[\s(])@([\p{L}\p{N}_-]*)$/u.exec(field.value.slice(0, field.selectionStart));

  function close() {
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
    at = -1;
  }

  function choose(number) {
    const options = list.children;
    if (options[at]) options[at].setAttribute("aria-selected", "false");
    at = (number + options.length) % options.length;
    options[at].setAttribute("aria-selected", "true");
    options[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[at].id);
  }

  function take(option) {
    const found = begun();
    if (found) {
      field.setRangeText(`${option.dataset.key} `, field.selectionStart - found[1].length, field.selectionStart, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
    field.focus();
  }

  function option(concept, number) {
    const one = document.createElement("li"), names = document.createElement("span");
    one.id = `offered-${number}`;
    one.dataset.key = concept.key;
    one.setAttribute("role", "option");
    one.setAttribute("aria-selected", "false");
    names.className = "soft";
    names.textContent = concept.names.map(name => name.name).join(", ");
    one.append(`@${concept.key} `, names);
    // The field keeps the focus.
    one.addEventListener("mousedown", event => { event.preventDefault(); take(one); });
    return one;
  }

  async function offer() {
    asked?.abort();
    const found = begun();
    if (!found) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`/concepts.json?find=${encodeURIComponent(found[1])}`, { signal: asked.signal });
      const { concepts } = await answer.json();
      if (concepts.length === 1 && concepts[0].key === found[1]) return close();
      list.replaceChildren(...concepts.map(option));
      list.hidden = !concepts.length;
      at = -1;
      field.removeAttribute("aria-activedescendant");
      if (said && concepts.length) said.textContent = field.dataset.offered.replace("{}", concepts.length);
    } catch { /* typed on, or the desk is gone: then nothing is offered */ }
  }

  const KEYS = {
    ArrowDown: () => choose(at + 1), ArrowUp: () => choose(at < 0 ? -1 : at - 1), Escape: close,
    Enter: () => take(list.children[at]), Tab: () => take(list.children[at]),
  };
  field.addEventListener("input", offer);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", event => {
    const act = !list.hidden && KEYS[event.key];
    if (!act || event.isComposing || ((event.key === "Enter" || event.key === "Tab") && at < 0)) return;
    event.preventDefault();
    act();
  });

  for (const failure of ["htmx:responseError", "htmx:sendError"])
    document.body.addEventListener(failure, () => { if (said) said.textContent = field.dataset.unanswered; });
})();
