"use strict";
// The page is whole without this. It adds sorting to tables, and to the failing variants filters and pages.
(() => {
  const PAGE = 100;

  const make = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // A button in a column's head, which sorts up, then down. `sort(direction)` does it.
  const addSorter = (head, heads, sort) => {
    const button = make("button", { type: "button", class: "sort" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      sort(up ? 1 : -1);
    });
  };

  const compare = (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  };

  const valueOf = (cell) => {
    const text = cell.dataset.v ?? cell.textContent.trim().replace("−", "-").replaceAll(",", "");
    return text === "–" ? Infinity : text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (head.classList.contains("plot")) return;
      addSorter(head, heads, (direction) => {
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [valueOf(row.cells[column]), row]);
        rows.sort((a, b) => direction * compare(a[0], b[0]));
        body.append(...rows.map((entry) => entry[1]));
      });
    });
  }

  // A table that is wider than its place can be scrolled by keyboard; others are no stop on the way.
  for (const region of document.querySelectorAll(".scroll")) {
    new ResizeObserver(() => {
      if (region.scrollWidth > region.clientWidth) region.setAttribute("tabindex", "0");
      else region.removeAttribute("tabindex");
    }).observe(region);
  }

  // Rows: perturbation, severity, golden, index, changes, fewest, expected, said, smallest, flags, lines, others.
  // The smallest is the place of a row, -1 for none, or lines and others of its own.
  const explore = (section) => {
    const data = JSON.parse(section.querySelector("script.data").textContent);
    const { strings, golden, perturbations, rows } = data;
    const form = section.querySelector("form");
    const body = section.querySelector("tbody");
    const status = section.querySelector(".shown");
    const pages = section.querySelector(".pages");
    const [previous, next] = pages.querySelectorAll("button");
    const bare = (number) => perturbations[number][0].split("@")[0];
    const idOf = (row) => `${golden[row[2]][0]}/${perturbations[row[0]][0]}/${row[1]}/${row[3]}`;
    const typedId = (row) => {
      const typed = (names) => names[1] ?? names[0];
      return `'${typed(golden[row[2]])}/${typed(perturbations[row[0]])}/${row[1]}/${row[3]}'`;
    };

    const textOf = (row) => row[10].map((line) => strings[line[1]] + " " + line.filter((part) => typeof part === "string").join(" ")).join(" ");
    const said = (row) => strings[row[7]];
    const haystacks = new Array(rows.length);
    const haystack = (number) => {
      const row = rows[number];
      return (haystacks[number] ??= [textOf(row), idOf(row), strings[row[6]], said(row)].join("\n").toLowerCase());
    };

    const marked = (row) => {
      const made = row[10].map(([label, base, ...cuts]) => {
        const text = make("span", { class: "text", dir: "auto" });
        if (strings[label]) text.append(make("span", { class: "path" }, strings[label]), " ");
        let at = 0;
        for (let place = 0; place < cuts.length; place += 3) {
          const [start, end, inserted] = cuts.slice(place, place + 3);
          text.append(strings[base].slice(at, start));
          if (end > start) text.append(make("del", null, strings[base].slice(start, end)));
          const [letters, codes] = inserted.split("\n"); // no text holds a line end of its own: it is shown as \\n
          if (letters) text.append(make("ins", null, letters));
          if (codes) text.append(make("small", null, codes));
          at = end;
        }
        text.append(strings[base].slice(at));
        return text;
      });
      return made.concat((row[11] || []).map((other) => make("span", { class: "text" }, strings[other])));
    };

    const details = (row) => {
      const [changes, fewest, smallest] = [row[4], row[5], row[8]];
      const fewer = fewest < changes ? `${fewest} changes are enough` : "The smallest seen to break it";
      const made = make("details", null, make("summary", null, fewest === 1 ? "One change is enough" : fewer));
      made.addEventListener("toggle", () => {
        if (made.childElementCount > 1) return;
        made.append(make("p", { class: "quiet" }, make("code", null, idOf(row))));
        if (fewest < changes) {
          made.append(make("p", null, "The smallest seen:"));
          if (Array.isArray(smallest)) made.append(...marked([...Array(10), ...smallest]));
          else if (smallest >= 0) made.append(...marked(rows[smallest]));
          else made.append(make("p", { class: "quiet" }, "It stands in failures.jsonl."));
        }
        const command = make("code", { class: "command" }, data.head + typedId(row) + data.tail);
        made.append(make("p", null, "See it again: ", command));
      });
      return made;
    };

    const cell = (label, attributes, ...children) =>
      make("td", { role: "cell", ...(label ? { "data-label": label } : {}), ...attributes }, ...children);
    const quiet = (text) => make("span", { class: "quiet" }, text);
    const clean = (row) => (row[9] & 1 ? "right" : row[9] & 2 ? "wrong already" : "–");

    const line = (row) =>
      make("tr", { role: "row" },
        cell("", null, ...marked(row), details(row)),
        cell("Perturbation", null, make("span", { class: "name" }, bare(row[0])), " ", quiet(`severity ${row[1]}`)),
        cell("Changes", { class: "r" }, String(row[4])),
        cell("Expected", null, strings[row[6]] || "–"),
        cell("The model said", { class: "said" }, said(row), ...(row[9] & 4 ? [" ", quiet("(unanswered)")] : [])),
        cell("Clean answer", null, clean(row)));

    const bySeverity = perturbations.map((_, number) => number).sort((a, b) => compare(bare(a), bare(b)));
    const alphabetical = new Map(bySeverity.map((number, place) => [number, place]));
    const keys = {
      text: (row) => textOf(row).toLowerCase(),
      perturbation: (row) => alphabetical.get(row[0]) * 10 + row[1],
      changes: (row) => row[4],
      expected: (row) => strings[row[6]],
      said: said,
      clean: (row) => row[9] & 3,
    };

    let order = rows.map((_, number) => number);
    let chosen = order;
    let page = 0;

    const show = () => {
      const last = Math.max(0, Math.ceil(chosen.length / PAGE) - 1);
      page = Math.min(Math.max(page, 0), last);
      const from = page * PAGE;
      const part = chosen.slice(from, from + PAGE);
      body.replaceChildren(...part.map((number) => line(rows[number])));
      const matching = chosen.length === rows.length ? "variants" : `that match, ${rows.length.toLocaleString("en")} in all`;
      const [first, end, count] = [from + 1, from + part.length, chosen.length].map((n) => n.toLocaleString("en"));
      status.textContent = chosen.length ? `${first} to ${end} of ${count} ${matching}` : "No failing variant matches.";
      pages.hidden = last === 0;
      previous.disabled = page === 0;
      next.disabled = page === last;
      pages.querySelector(".page").textContent = `Page ${page + 1} of ${last + 1}`;
    };

    const filter = () => {
      const { perturbation, severity, clean: asked, text } = form.elements;
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      chosen = order.filter((number) => {
        const row = rows[number];
        return (
          (!perturbation.value || String(row[0]) === perturbation.value) &&
          (!severity.value || String(row[1]) === severity.value) &&
          (!asked.value || (row[9] & 3) === Number(asked.value)) &&
          words.every((word) => haystack(number).includes(word))
        );
      });
      page = 0;
      show();
    };

    for (const number of bySeverity) {
      const count = rows.reduce((sum, row) => sum + (row[0] === number), 0);
      if (count) form.elements.perturbation.append(make("option", { value: String(number) }, `${bare(number)} (${count})`));
    }
    let waiting = 0;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, 120);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    pages.addEventListener("click", (event) => {
      const step = Number(event.target.dataset.page || 0);
      if (!step) return;
      page += step;
      show();
      section.querySelector("table").scrollIntoView();
    });
    const heads = [...section.querySelectorAll("th[data-sort]")];
    for (const head of heads) {
      addSorter(head, heads, (direction) => {
        const values = rows.map(keys[head.dataset.sort]);
        order = rows.map((_, number) => number).sort((a, b) => direction * compare(values[a], values[b]) || a - b);
        filter();
      });
    }
    form.hidden = false;
    show();
  };

  for (const section of document.querySelectorAll("section.failing")) explore(section);
  document.documentElement.dataset.ready = "";
  performance.mark("ready");
})();
