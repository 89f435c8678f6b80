"use strict";
// The page is readable without this script; it adds the filter, the keys and addresses that remember the view.
(() => {
  const $ = (id) => document.getElementById(id);
  const items = [...document.querySelectorAll(".item")];
  const stops = items.filter((item) => item.id);
  const chips = [...document.querySelectorAll(".chip")];
  const filter = $("filter");
  const texts = new Map();

  const textOf = (item) => {
    const key = item.dataset.for || item.id;
    if (!texts.has(key)) {
      const source = $(key) || item;
      texts.set(key, `${source.textContent} ${item.textContent}`.replace(/\s+/g, " ").toLowerCase());
    }
    return texts.get(key);
  };

  const parameters = () => {
    const [id, ...rest] = location.hash.slice(1).split("&");
    const named = id.includes("=") ? "" : id;
    return { named, values: new URLSearchParams((named ? rest : [id, ...rest]).join("&")) };
  };

  const read = () => {
    const { named, values } = parameters();
    return { id: named, query: values.get("q") || "", verdicts: (values.get("v") || "").split(",").filter(Boolean) };
  };

  const address = (id) => {
    const values = parameters().values; // what other scripts keep there stays
    values.delete("q");
    values.delete("v");
    if (filter.value) values.set("q", filter.value);
    const pressed = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true");
    if (pressed.length) values.set("v", pressed.map((chip) => chip.dataset.verdict).join(","));
    const hash = [id, values.toString()].filter(Boolean).join("&");
    history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
  };

  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.verdict);
    const fits = (item) =>
      (!verdicts.length || verdicts.some((verdict) => item.dataset.verdict.split(" ").includes(verdict))) &&
      words.every((word) => textOf(item).includes(word));
    for (const item of items) item.hidden = !fits(item);
    const shown = stops.filter((item) => !item.hidden).length;
    $("shown").textContent = shown === stops.length ? "" : `${shown} of ${stops.length} shown`;
    $("none").hidden = shown > 0 || !stops.length;
  };

  const reset = () => {
    filter.value = "";
    for (const chip of chips) chip.setAttribute("aria-pressed", "false");
    apply();
    address("");
  };

  // A link into a closed or filtered part opens it.
  const reveal = (id) => {
    const target = id && $(id);
    if (!target) return;
    if (target.closest("[hidden]")) reset();
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    target.scrollIntoView({ block: stops.includes(target) ? "start" : "center" });
    if (target.hasAttribute("tabindex")) target.focus({ preventScroll: true });
  };

  const arrive = () => {
    const state = read();
    filter.value = state.query;
    for (const chip of chips) chip.setAttribute("aria-pressed", String(state.verdicts.includes(chip.dataset.verdict)));
    apply();
    reveal(state.id);
  };

  const move = (step) => {
    const shown = stops.filter((item) => !item.hidden);
    if (!shown.length) return;
    const here = shown.findIndex((item) => item.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : shown.length - 1) : Math.min(Math.max(here + step, 0), shown.length - 1);
    shown[next].focus({ preventScroll: true });
    shown[next].scrollIntoView({ block: "start" });
    address(shown[next].id);
  };

  const themes = ["auto", "light", "dark"];
  const theme = () => {
    const now = document.documentElement.dataset.theme || "auto";
    const next = themes[(themes.indexOf(now) + 1) % themes.length];
    document.documentElement.dataset.theme = next;
    $("theme").textContent = `Theme: ${next}`;
  };

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => { filter.focus(); filter.select(); },
    t: theme,
    "?": () => $("help").showModal(),
    Escape: reset,
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const typing = event.target.matches("input, textarea");
    if (typing && event.key !== "Escape") return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    if (typing) filter.blur();
    keys[event.key]();
  });
  filter.addEventListener("input", () => { apply(); address(""); });
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      apply();
      address("");
    });
  }
  $("theme").addEventListener("click", theme);
  $("help-button").addEventListener("click", () => $("help").showModal());
  $("clear").addEventListener("click", reset);
  addEventListener("hashchange", arrive);
  // A link to a place on this page keeps the filter unless the filter hides the place.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || link.classList.contains("skip")) return;
    event.preventDefault();
    const id = link.getAttribute("href").slice(1);
    reveal(id);
    address(id);
  });
  document.querySelector(".bar").hidden = false;
  addEventListener("beforeprint", () => { for (const part of document.querySelectorAll("details")) part.open = true; });
  arrive();
})();
