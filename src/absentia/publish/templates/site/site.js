// The values of a drawn chart, one after the other: by pointer, or by arrow keys. Without it they stand in the table.
for (const svg of document.querySelectorAll("svg.chart")) {
  const marks = [...svg.querySelectorAll("g")].filter((mark) => mark.querySelector(":scope > title"));
  if (!marks.length) continue;
  const words = marks.map((mark) => mark.querySelector(":scope > title").textContent);
  const told = document.createElement("p");
  told.className = "chart-value";
  told.setAttribute("role", "status");
  svg.after(told);
  let place = -1;
  const show = (next) => {
    place = next;
    marks.forEach((mark, number) => mark.classList.toggle("shown", number === next));
    told.textContent = next < 0 ? "" : words[next];
  };
  marks.forEach((mark, number) => mark.addEventListener("pointerenter", () => show(number)));
  svg.addEventListener("pointerleave", () => show(-1));
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    const last = marks.length - 1;
    const to = { ArrowRight: Math.min(place + 1, last), ArrowLeft: Math.max(place - 1, 0), Home: 0, End: last, Escape: -1 };
    if (!(event.key in to)) return;
    event.preventDefault();
    show(to[event.key]);
  });
}
