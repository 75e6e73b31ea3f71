// Elements of the page. Content only ever enters as text: nothing here parses HTML.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [type, run] of Object.entries(value)) node.addEventListener(type, run);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const REASONS = {
  no_evidence: "Nothing in the database or the documents answers this.",
  insufficient_evidence: "What was found is too thin to carry an answer.",
  contradicts_record: "The documents found disagree with the database.",
  sources_conflict: "The sources found contradict each other.",
  unsupported_claims: "No sentence could be supported by the evidence.",
  ambiguous_entity: "The question fits several things. Say which one you mean.",
  stale_index: "The documents were indexed too long ago to rely on.",
  out_of_scope: "This is outside what the database and the documents cover.",
  not_permitted: "This information is not open to you.",
  unsafe_request: "This request is not one that can be answered.",
  model_unavailable: "The answering model cannot be reached at the moment.",
  budget_exceeded: "Answering would take more time or text than is allowed.",
};

export function reasonText(reason) {
  return REASONS[reason] || "There is not enough evidence for an answer.";
}

const STAGES = {
  guard: "Reading the question",
  route: "Looking in the database",
  retrieve: "Searching the documents",
  draft: "Composing the answer",
  check: "Checking each sentence",
};

export function stageText(stage) {
  return STAGES[stage] || "Working";
}

export function locatorText(source) {
  const at = source.locator || {};
  if (source.kind === "record") {
    const row = at.key ? `${at.table} ${at.key}` : `${at.table}`;
    return at.column ? `${row} · ${at.column}` : row;
  }
  const path = (at.heading_path || []).join(" › ");
  return path ? `${source.uri} · ${path}` : source.uri;
}

export function question(text) {
  return el("li", { class: "turn asked" }, el("p", { class: "bubble" }, text));
}

/** The frame of an answer; its parts are filled in as events arrive. */
export function answerFrame() {
  const parts = {
    status: el("p", { class: "status" }, el("span", { class: "pulse", "aria-hidden": "true" }), el("span", { class: "status-text" }, "Working")),
    text: el("p", { class: "text" }),
    after: el("div", { class: "after" }),
  };
  const item = el("li", { class: "turn answer", "aria-busy": "true" }, parts.status, parts.text, parts.after);
  return { item, ...parts };
}

export function chip(number, source, open) {
  const label = `Evidence ${number}: ${source.title}`;
  return el("button", { type: "button", class: "chip", "aria-label": label, title: source.title, on: { click: open } }, String(number));
}

export function sourceList(title, entries) {
  const items = entries.map(({ number, source, open }) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "source", on: { click: open } },
        number ? el("span", { class: "number", "aria-hidden": "true" }, String(number)) : el("span", { class: "number dot", "aria-hidden": "true" }),
        el(
          "span",
          { class: "source-text" },
          el("span", { class: "source-title" }, source.title),
          el("span", { class: "source-at" }, locatorText(source)),
          el("span", { class: "source-snippet" }, source.snippet),
        ),
      ),
    ),
  );
  return el("section", { class: "sources" }, el("h3", {}, title), el("ol", {}, ...items));
}

export function meter(answer) {
  const percent = (share) => `${Math.round(share * 100)}`;
  const calibration = answer.certified ? "certified" : "uncertified";
  const words = `Confidence ${percent(answer.confidence)} %, threshold ${percent(answer.threshold)} % (${calibration})`;
  const track = el("div", {
    class: answer.confidence >= answer.threshold ? "track" : "track below",
    role: "meter",
    "aria-label": "Confidence",
    "aria-valuemin": "0",
    "aria-valuemax": "100",
    "aria-valuenow": percent(answer.confidence),
    "aria-valuetext": words,
  });
  track.append(el("span", { class: "fill" }), el("span", { class: "mark" }));
  track.style.setProperty("--value", String(answer.confidence));
  track.style.setProperty("--threshold", String(answer.threshold));
  return el("div", { class: "meter" }, track, el("p", { "aria-hidden": "true" }, words));
}

function ago(milliseconds) {
  const units = [["d", 86400], ["h", 3600], ["min", 60]];
  const seconds = Math.round(milliseconds / 1000);
  const unit = units.find(([, size]) => seconds >= size);
  return unit ? `${Math.floor(seconds / unit[1])} ${unit[0]}` : `${seconds} s`;
}

/** How old the index was, by the source checked longest ago; null when that is not known. */
export function indexAge({ index_lag_ms: lag, freshness }) {
  if (lag === null || lag === undefined) return null;
  const each = (freshness || []).map((source) => `${source.source}: ${ago(source.lag_ms || 0)} ago`);
  return el("p", { class: "age", title: each.join("\n") }, `Index as of ${ago(lag)} ago`);
}

export function notes(list, title) {
  if (!list.length) return null;
  return el("section", { class: "notes" }, el("h3", {}, title), el("ul", {}, ...list.map((note) => el("li", {}, note))));
}

export function abstention(answer) {
  return el(
    "div",
    { class: "abstained" },
    el("h3", {}, "I do not know"),
    el("p", { class: "reason" }, reasonText(answer.reason)),
    answer.text && answer.text !== reasonText(answer.reason) ? el("p", { class: "said" }, answer.text) : null,
  );
}

export function partial(answer) {
  const open = answer.unanswered.map((part) => el("li", {}, part));
  return el("div", { class: "partial" }, el("h3", {}, "Not answered"), open.length ? el("ul", {}, ...open) : null, el("p", { class: "reason" }, reasonText(answer.reason)));
}

export function failure(message, retry) {
  const again = retry ? el("button", { type: "button", class: "again", on: { click: retry } }, "Try again") : null;
  return el("div", { class: "failed", role: "alert" }, el("h3", {}, "That did not work"), el("p", {}, message), again);
}

/** A turn as the server keeps it: the question, and what is left of the answer with its sources. */
export function keptAnswer(turn, openSource) {
  const frame = answerFrame();
  frame.status.remove();
  frame.item.setAttribute("aria-busy", "false");
  if (turn.answer) frame.text.append(turn.answer);
  else frame.text.remove();
  if (turn.status === "abstained") {
    frame.item.classList.add("is-abstained");
    frame.after.append(abstention({ reason: turn.reason, text: "" }));
  } else if (turn.reason) {
    frame.after.append(el("p", { class: "reason" }, reasonText(turn.reason)));
  }
  const cited = turn.citations.filter((citation) => citation.state !== "source removed");
  if (cited.length) {
    const entries = cited.map((citation, place) => ({
      number: place + 1,
      source: { id: citation.source_id, kind: citation.kind, title: citation.title, uri: citation.uri, locator: { table: citation.uri }, snippet: citation.state === "alive" ? "" : "Changed since then" },
      open: (event) => openSource({ ...citation, id: citation.source_id }, null, event.currentTarget),
    }));
    frame.after.append(sourceList("Evidence", entries));
  }
  return [question(turn.question), frame.item];
}

export function stopped() {
  return el("p", { class: "stopped" }, "Stopped.");
}

export function when(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** The document with the quoted span marked. Offsets count code points, as the protocol has it. */
function documentBody(detail, quote) {
  const points = Array.from(detail.text);
  const span = quote || detail.span;
  const body = el("div", { class: "document" });
  if (!span) {
    body.append(detail.text);
    return body;
  }
  const slice = (from, to) => points.slice(from, to).join("");
  body.append(slice(0, span.start), el("mark", { id: "quote" }, slice(span.start, span.end)), slice(span.end));
  return body;
}

function recordBody(detail) {
  const cited = [detail.locator.column, detail.snippet.split(":")[0]];
  const rows = detail.fields.map(({ label, value }) =>
    el("tr", { class: cited.includes(label) ? "cited" : null }, el("th", { scope: "row" }, label), el("td", {}, value)),
  );
  if (!rows.length) return el("div", { class: "document" }, detail.text);
  return el("table", { class: "record" }, el("tbody", {}, ...rows));
}

export function evidence(detail, quote) {
  const at = detail.locator || {};
  const facts = detail.kind === "record"
    ? [["Table", at.table], ["Key", at.key], ["Column", at.column]]
    : [["Document", detail.uri], ["Section", (at.heading_path || []).join(" › ")]];
  facts.push(["Read", when(detail.as_of)]);
  const list = el("dl", { class: "facts" });
  for (const [name, value] of facts) if (value) list.append(el("div", {}, el("dt", {}, name), el("dd", {}, String(value))));
  return [list, detail.kind === "record" ? recordBody(detail) : documentBody(detail, quote)];
}
