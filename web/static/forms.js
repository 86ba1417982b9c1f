// A form that a page got after it was loaded carries what binds it to the sign-in, too, when it is sent.
"use strict";
document.addEventListener("submit", event => {
  const form = event.target, csrf = document.querySelector("meta[name=csrf]");
  if (!csrf || form.method !== "post" || form.elements.csrf) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "csrf", value: csrf.content });
  form.append(field);
}, true);
