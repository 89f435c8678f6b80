"use strict";
// The review: keys and buttons decide, the lines for the file of decisions are kept below, the address remembers all.
(() => {
  const rows = [...document.querySelectorAll("tr.item")];
  const output = document.getElementById("lines");
  const by = output.dataset.by;
  const changed = new Map(); // row → { verdict, note }

  const quoted = (text) => JSON.stringify(text).replace(/[\u007f\ud800-\udfff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
  const line = (row, { verdict, note }) => {
    const values = [`verdict = "${verdict}"`];
    if (by) values.push(`by = ${quoted(by)}`);
    if (note) values.push(`note = ${quoted(note)}`);
    return `${row.dataset.commit} = {${values.join(", ")}}`;
  };

  const show = () => {
    const counts = {};
    for (const row of rows) {
      const now = changed.get(row) || { verdict: row.dataset.decided || row.dataset.proposed, note: row.dataset.note };
      row.dataset.verdict = now.verdict;
      row.classList.toggle("proposed", !changed.has(row) && !row.dataset.decided);
      for (const button of row.querySelectorAll("[data-letter]")) {
        button.setAttribute("aria-pressed", String(button.dataset.letter === now.verdict));
      }
      const note = row.querySelector(".note-text");
      if (document.activeElement !== note) note.value = now.note;
      counts[now.verdict] = (counts[now.verdict] || 0) + 1;
    }
    for (const chip of document.querySelectorAll(".chip")) chip.querySelector("b").textContent = counts[chip.dataset.verdict] || 0;
    const lines = rows.filter((row) => changed.has(row)).map((row) => line(row, changed.get(row))).sort();
    output.value = lines.length ? ["[commits]", ...lines, ""].join("\n") : "";
  };

  const remember = () => {
    const [id, ...rest] = location.hash.slice(1).split("&");
    const named = id.includes("=") ? "" : id;
    const values = new URLSearchParams((named ? rest : [id, ...rest]).join("&"));
    values.delete("d");
    for (const [row, { verdict, note }] of changed) values.append("d", `${row.dataset.commit.slice(0, 12)}:${verdict}:${note}`);
    const hash = [named, values.toString()].filter(Boolean).join("&");
    history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
  };

  const recall = () => {
    changed.clear();
    const text = location.hash.slice(1);
    for (const entry of new URLSearchParams(text.includes("&") || text.includes("=") ? text : "").getAll("d")) {
      const [, commit, verdict, note] = entry.match(/^([0-9a-f]{12}):([ywun]):([^]*)$/) || [];
      const row = commit && rows.find((each) => each.dataset.commit.startsWith(commit));
      if (row) changed.set(row, { verdict, note });
    }
    show();
  };

  const now = (row) => ({ verdict: row.dataset.verdict, note: row.querySelector(".note-text").value });
  const decide = (row, verdict) => {
    changed.set(row, { ...now(row), verdict });
    show();
    remember();
  };
  const undo = (row) => {
    changed.delete(row);
    show();
    remember();
  };
  const next = (row) => row.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));

  addEventListener("keydown", (event) => {
    const typing = document.activeElement && document.activeElement.matches("input:not(.note-text), textarea, select");
    const focused = document.activeElement && document.activeElement.closest("tr.item");
    const row = focused || (!typing && "ywunxem".includes(event.key) && rows.find((each) => each.offsetParent !== null));
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.activeElement.matches(".note-text")) {
      if (event.key === "Enter" || event.key === "Escape") row.focus();
      if (event.key === "Escape") event.stopImmediatePropagation();
      return;
    }
    if ("ywun".includes(event.key)) {
      decide(row, event.key);
      if (!focused) row.focus();
      next(row);
    } else if (event.key === "x") {
      undo(row);
    } else if (event.key === "m") {
      const message = row.querySelector("details");
      message.open = !message.open;
    } else if (event.key === "e") {
      event.preventDefault();
      row.querySelector(".note-text").focus();
    }
  }, true);
  for (const row of rows) {
    for (const button of row.querySelectorAll("[data-letter]")) button.addEventListener("click", () => decide(row, button.dataset.letter));
    row.querySelector(".note-text").addEventListener("input", () => decide(row, row.dataset.verdict));
  }
  document.getElementById("copy").addEventListener("click", () => { output.select(); document.execCommand("copy"); });
  addEventListener("hashchange", recall);
  recall();
})();
