"use strict";
(() => {
  const root = document.documentElement;
  const make = (name, className, text) => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  };

  // The theme: that of the system until the reader chooses, which a browser may not remember.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remembered = (choice) => {
    try {
      if (choice) localStorage.setItem("chartline-theme", choice);
      return localStorage.getItem("chartline-theme");
    } catch { return null; }
  };
  const theme = make("button", "theme", "");
  theme.append(make("span", "", document.body.dataset.dark || "Dark mode"));
  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  const tellTheme = () => theme.setAttribute("aria-pressed", isDark());
  const chosen = remembered();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  theme.type = "button";
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remembered(root.dataset.theme);
    tellTheme();
  });
  system.addEventListener("change", tellTheme);
  tellTheme();
  document.querySelector(".masthead").append(theme);

  // Tables: a column is sorted up, down, and back to the order in which it came. A cell without
  // a value (withheld, no data) is last in both directions.
  const words = new Intl.Collator(root.lang, {numeric: true});
  const keyOf = (row, column, byValue) => {
    const cell = row.cells[column];
    if (byValue) return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
    return cell.textContent.trim() || null;
  };
  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (typeof a === "number" ? a - b : words.compare(a, b));
  };
  const next = {none: "ascending", ascending: "descending", descending: "none"};
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], came = [...body.rows], heads = [...table.tHead.rows[0].cells];
    const sort = (head, column) => {
      const order = next[head.getAttribute("aria-sort") || "none"], byValue = head.dataset.by === "value";
      for (const other of heads) other.removeAttribute("aria-sort");
      let rows = came;
      if (order !== "none") {
        head.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        rows = came.map((row) => [keyOf(row, column, byValue), row]).sort((a, b) => compare(a[0], b[0], sign)).map((pair) => pair[1]);
      }
      body.append(...rows);
    };
    heads.forEach((head, column) => {
      const button = make("button", "sort", "");
      button.type = "button";
      button.addEventListener("click", () => sort(head, column));
      const wrap = () => { button.append(...head.childNodes); head.append(button); };
      wrap();
      // Paper has no buttons: they would be fields of a form in a tagged PDF.
      addEventListener("beforeprint", () => head.replaceChildren(...button.childNodes));
      addEventListener("afterprint", wrap);
    });
  }

  // Figures: a region tells what it shows where a pointer rests, and by the arrow keys.
  const tip = make("div", "tip", "");
  tip.setAttribute("role", "status");
  const hint = make("p", "unseen", document.body.dataset.hint || "");
  hint.id = "report-hint";
  document.querySelector("main").append(tip, hint);
  let region = null;
  const hide = () => {
    if (region) region.classList.remove("on");
    region = null;
    tip.replaceChildren();
  };
  const place = () => {
    if (!region) return;
    const at = region.getBoundingClientRect(), size = tip.getBoundingClientRect(), gap = 6;
    const left = Math.min(Math.max(at.left + at.width / 2 - size.width / 2, gap), root.clientWidth - size.width - gap);
    const top = at.top - size.height - gap < 0 ? Math.min(at.bottom + gap, innerHeight - size.height - gap) : at.top - size.height - gap;
    tip.style.left = `${left}px`;
    tip.style.top = `${Math.max(top, gap)}px`;
  };
  const show = (rect) => {
    if (rect === region) return;
    hide();
    region = rect;
    region.classList.add("on");
    tip.replaceChildren(...region.dataset.words.split("\n").map((line) => make("div", "", line)));
    place();
  };
  const steps = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1};
  const stepped = (regions, key) => {
    const at = regions.indexOf(region);
    if (key === "Home") return 0;
    if (key === "End") return regions.length - 1;
    if (!steps[key]) return -1;
    return at < 0 ? 0 : Math.min(Math.max(at + steps[key], 0), regions.length - 1);
  };
  for (const plot of document.querySelectorAll(".plot")) {
    const regions = [...plot.querySelectorAll("rect")];
    if (!regions.length) continue;
    // A title of the browser's own would stand beside ours.
    for (const rect of regions) {
      rect.dataset.words = rect.textContent;
      rect.replaceChildren();
    }
    plot.setAttribute("aria-describedby", hint.id);
    const point = (event) => {
      const rect = event.target.closest("rect");
      if (rect) show(rect); else hide();
    };
    plot.addEventListener("pointermove", point);
    plot.addEventListener("pointerdown", point);
    plot.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hide(); });
    plot.addEventListener("blur", hide);
    plot.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return hide();
      const index = stepped(regions, event.key);
      if (index < 0) return;
      event.preventDefault();
      regions[index].scrollIntoView({block: "nearest", inline: "nearest"});
      show(regions[index]);
    });
  }
  addEventListener("scroll", place, {capture: true, passive: true});
})();
