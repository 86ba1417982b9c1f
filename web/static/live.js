// New alerts on the page of alerts, as they ring. One tab of a browser listens for all of them (a browser has six
// connections to a desk): it holds a lock, tells the others, and when it is closed the next one takes over.
"use strict";
(() => {
  const news = document.getElementById("news"), list = document.getElementById("cards");
  if (!news) return;
  const [line, button] = [news.querySelector("[role=status]"), news.querySelector("button")];
  const states = news.dataset.states.split(" ").filter(Boolean), title = document.title;
  // A page that is open for days does not grow for days: beyond so many it is loaded again.
  const MOST_WAITING = 40, MOST_SHOWN = 150, KEPT = 60, AGAIN = 30_000;
  const heard = new Set(), waiting = [];
  let newest = Number(news.dataset.newest), unseen = 0, stale = false;

  function take(told) {
    if (heard.has(told.alert)) return;
    heard.add(told.alert);
    newest = Math.max(newest, told.alert);
    const wanted = !news.dataset.watch || news.dataset.watch === told.watch;
    if (!wanted || !states.every(state => told.states.includes(state))) return;
    if (list.querySelector(`[data-alert="${told.alert}"]`)) return;
    if (document.hidden) unseen += 1;
    if (waiting.length < MOST_WAITING) waiting.push(told); else stale = true;
    if (atTheTop() && !stale) show(); else say(waiting.length);
    document.title = unseen ? `(${unseen}) ${title}` : title;
  }

  // Nothing moves under who reads further down, or has begun to do something.
  const atTheTop = () => scrollY < 100 && !list.contains(document.activeElement) && getSelection().isCollapsed;

  function say(number, shown = false) {
    line.textContent = number === 1 ? news.dataset.one : news.dataset.many.replace("{}", number + (stale ? "+" : ""));
    button.hidden = shown;
    news.classList.toggle("waits", !shown);
  }

  function show() {
    if (stale || list.querySelectorAll("[data-alert]").length > MOST_SHOWN) return location.reload();
    const told = waiting.splice(0);
    list.querySelector(".none")?.remove();
    for (const one of told) put(one);
    say(told.length, true);
    return list.querySelector("a");
  }

  // Alerts of one story stand together, where the newest of them stands.
  function put(told) {
    const card = new DOMParser().parseFromString(told.html, "text/html").querySelector("article");
    const before = list.querySelector(`article[data-story="${told.story}"]`);
    if (before) card.querySelector(".alerts").append(...before.querySelectorAll(".alerts > li"));
    before?.remove();
    list.prepend(card);
  }

  function missed() {
    stale = true;
    say(Math.max(1, waiting.length));
  }

  button.addEventListener("click", () => show()?.focus());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) { unseen = 0; document.title = title; }
  });

  // Asks for what came after the newest alert that this page knows; the browser says by itself what it heard last.
  function listen(tell, miss) {
    let source;
    const open = () => {
      source = new EventSource(`/events?after=${newest}`);
      source.addEventListener("alert", event => tell(JSON.parse(event.data)));
      source.addEventListener("missed", miss);
      source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN); });
    };
    open();
    return () => source.close();
  }

  function together() {
    const channel = new BroadcastChannel("tocsin-alerts");
    channel.addEventListener("message", ({ data }) => data.alert ? take(data) : data.missed && missed());
    channel.postMessage({ after: newest });
    navigator.locks.request("tocsin-alerts", () => {
      const from = newest, kept = [];
      const tell = told => { kept.push(told); kept.splice(0, kept.length - KEPT); channel.postMessage(told); take(told); };
      // A tab that was opened meanwhile says what it knows already.
      channel.addEventListener("message", ({ data }) => {
        if (data.after === undefined) return;
        if (data.after < from) channel.postMessage({ missed: true });
        for (const told of kept) if (told.alert > data.after) channel.postMessage(told);
      });
      listen(tell, () => { channel.postMessage({ missed: true }); missed(); });
      return new Promise(() => {});
    });
  }

  // Without locks (an address that browsers do not trust) each tab listens for itself while it is looked at.
  function alone() {
    let end = document.hidden ? undefined : listen(take, missed);
    document.addEventListener("visibilitychange", () => {
      end?.();
      end = document.hidden ? undefined : listen(take, missed);
    });
  }

  if (navigator.locks) together(); else alone();
})();
