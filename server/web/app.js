// The chat page: one conversation, one question at a time, one panel of evidence.

import { ask, notReady, readSource } from "/stream.js";
import { conversationList, keptTurns, readConversation } from "/history.js";
import * as render from "/render.js";

const $ = (id) => document.getElementById(id);
const page = {
  scroll: $("scroll"), welcome: $("welcome"), turns: $("turns"), form: $("composer"),
  input: $("question"), send: $("send"), stop: $("stop"), announce: $("announce"),
  panel: $("panel"), panelKind: $("panel-kind"), panelTitle: $("panel-title"), panelBody: $("panel-body"),
};
const state = { conversation: null, running: null, opener: null, opened: 0 };

function announce(text) {
  page.announce.textContent = text;
}

function nearEnd() {
  return page.scroll.scrollHeight - page.scroll.scrollTop - page.scroll.clientHeight < 120;
}

function toEnd() {
  page.scroll.scrollTop = page.scroll.scrollHeight;
}

function keepEnd(change) {
  const follow = nearEnd();
  change();
  if (follow) toEnd();
}

function setRunning(controller) {
  state.running = controller;
  page.send.hidden = Boolean(controller);
  page.stop.hidden = !controller;
}

// Evidence

/** Fill the side panel with what `load` resolves to, unless it is opened for something else. */
async function openPanel(kind, title, opener, load) {
  const turn = ++state.opened;
  state.opener = opener;
  page.panelKind.textContent = kind;
  page.panelTitle.textContent = title;
  page.panelBody.replaceChildren(render.el("p", { class: "loading" }, "Opening"));
  page.panel.hidden = false;
  document.body.classList.add("with-panel");
  page.panel.focus({ preventScroll: true });
  let content;
  try {
    content = await load();
  } catch (error) {
    content = [render.failure(error.message, null)];
  }
  if (turn !== state.opened) return;
  page.panelBody.replaceChildren(...content);
  page.panelBody.scrollTop = 0;
  page.panelBody.querySelector("#quote")?.scrollIntoView({ block: "center" });
}

function openSource(source, quote, opener) {
  const kind = source.kind === "record" ? "Database record" : "Document";
  return openPanel(kind, source.title, opener, async () => render.evidence(await readSource(source.id), quote));
}

function closePanel() {
  state.opened += 1;
  page.panel.hidden = true;
  document.body.classList.remove("with-panel");
  const opener = state.opener;
  state.opener = null;
  if (opener?.isConnected) opener.focus();
  else page.input.focus();
}

// One answer

class AnswerView {
  constructor(frame, retry) {
    this.frame = frame;
    this.retry = retry;
    this.sources = new Map();
    this.numbers = new Map();
    this.quotes = new Map();
    this.lastChip = null;
  }

  take({ event, data }) {
    switch (event) {
      case "start": state.conversation = data.conversation_id; this.age = data; break;
      case "status": this.status(render.stageText(data.stage)); break;
      case "sources": for (const source of data.sources) this.sources.set(source.id, source); break;
      case "delta": this.delta(data.text); break;
      case "citation": this.cite(data); break;
      case "answered": case "partial": case "abstained": this.finish(data); break;
      case "failed": this.fail(data.message, data.retryable); break;
      default: break;
    }
  }

  status(text) {
    this.frame.status.querySelector(".status-text").textContent = text;
  }

  delta(text) {
    this.lastChip = null;
    this.frame.text.append(text);
    announce(text);
  }

  cite({ source_id: id, quote }) {
    const source = this.sources.get(id);
    if (!source || this.lastChip === id) return;
    this.lastChip = id;
    if (!this.numbers.has(id)) this.numbers.set(id, this.numbers.size + 1);
    if (!this.quotes.get(id)) this.quotes.set(id, quote);
    const chip = render.chip(this.numbers.get(id), source, () => openSource(source, quote, chip));
    this.frame.text.append("\u2060", chip);
  }

  finish(answer) {
    this.settle();
    const after = this.frame.after;
    if (answer.status === "abstained") {
      this.frame.item.classList.add("is-abstained");
      this.frame.text.replaceChildren();
      after.append(render.abstention(answer));
      announce(`No answer. ${render.reasonText(answer.reason)}`);
    } else {
      if (answer.status === "partial") after.append(render.partial(answer));
      announce(answer.status === "partial" ? "Answered in part." : "Answer complete.");
    }
    const notes = render.notes(answer.notes || [], "Please note");
    if (notes) after.append(notes);
    if (this.numbers.size) after.append(this.list("Evidence", [...this.numbers.keys()].map((id) => this.sources.get(id))));
    else if ((answer.nearest || []).length) after.append(this.list("Nearest evidence", answer.nearest));
    after.append(render.meter(answer));
    const age = render.indexAge(this.age || {});
    if (age) after.append(age);
  }

  list(title, sources) {
    return render.sourceList(title, sources.map((source) => ({
      source,
      number: this.numbers.get(source.id),
      open: (event) => openSource(source, this.quotes.get(source.id), event.currentTarget),
    })));
  }

  fail(message, retryable) {
    this.settle();
    this.frame.after.append(render.failure(message, retryable ? this.retry : null));
  }

  stop() {
    this.settle();
    this.frame.after.append(render.stopped());
    announce("Stopped.");
  }

  settle() {
    this.frame.status.remove();
    this.frame.item.setAttribute("aria-busy", "false");
    if (!this.frame.text.hasChildNodes()) this.frame.text.remove();
  }
}

async function submit(text) {
  const controller = new AbortController();
  setRunning(controller);
  page.welcome.hidden = true;
  const frame = render.answerFrame();
  const view = new AnswerView(frame, () => { if (!state.running) submit(text); });
  page.turns.append(render.question(text), frame.item);
  toEnd();
  announce("Working");
  try {
    for await (const event of ask(text, state.conversation, controller.signal)) {
      if (controller.signal.aborted) break;
      keepEnd(() => view.take(event));
    }
    if (controller.signal.aborted) view.stop();
  } catch (error) {
    keepEnd(() => {
      if (controller.signal.aborted) view.stop();
      else if (error instanceof TypeError) view.fail("The server cannot be reached.", true);
      else view.fail(error.message, error.retryable !== false);
    });
  } finally {
    if (state.running === controller) setRunning(null);
  }
}

function stop() {
  state.running?.abort();
}

// Composer, keys, theme, readiness

function fit() {
  page.input.style.height = "auto";
  page.input.style.height = `${Math.min(page.input.scrollHeight, 200)}px`;
}

page.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = page.input.value.trim();
  if (!text || state.running) return;
  page.input.value = "";
  fit();
  page.input.focus();
  submit(text);
});

page.input.addEventListener("input", fit);
page.input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  page.form.requestSubmit();
});

page.stop.addEventListener("click", () => {
  stop();
  page.input.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!page.panel.hidden) closePanel();
  else stop();
});

$("panel-close").addEventListener("click", closePanel);

/** Show a conversation in place of the one that is shown; none of them: a new one. */
function show(id, turns) {
  stop();
  setRunning(null);
  state.conversation = id;
  page.turns.replaceChildren(...turns);
  page.welcome.hidden = Boolean(turns.length);
  if (!page.panel.hidden) closePanel();
  toEnd();
  page.input.focus();
}

$("new").addEventListener("click", () => {
  show(null, []);
  announce("New conversation");
});

$("history").addEventListener("click", (event) => {
  const open = async (id) => {
    try {
      show(id, keptTurns(await readConversation(id), openSource));
      announce("Conversation opened");
    } catch (error) {
      page.panelBody.prepend(render.failure(error.message, null));
    }
  };
  const gone = (id) => {
    announce("Conversation deleted");
    if (id !== state.conversation) return;
    state.conversation = null;
    page.turns.replaceChildren();
    page.welcome.hidden = false;
  };
  openPanel("Kept by the server", "Conversations", event.currentTarget, () => conversationList({ open, gone }));
});

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : dark.matches;
}

function showTheme() {
  $("theme").setAttribute("aria-pressed", String(isDark()));
}

function remembered(value) {
  try {
    if (value) localStorage.setItem("nescio.theme", value);
    return localStorage.getItem("nescio.theme");
  } catch {
    return value; // storage is off: the choice holds for this page only
  }
}

const chosen = remembered();
if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
dark.addEventListener("change", showTheme);
$("theme").addEventListener("click", () => {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  remembered(next);
  showTheme();
});
showTheme();

async function watchReadiness() {
  const banner = $("service");
  for (;;) {
    let reason;
    try {
      reason = await notReady();
    } catch {
      reason = "The server cannot be reached.";
    }
    banner.hidden = reason === null;
    banner.textContent = reason || "";
    if (reason === null) return;
    await new Promise((resolve) => { setTimeout(resolve, 1500); });
  }
}

watchReadiness();
page.input.focus();
