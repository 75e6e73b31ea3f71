// The conversations that the server keeps: a list in the side panel, to read, export and delete.

import { el, failure, keptAnswer, when } from "/render.js";

async function reply(path, options = {}) {
  const response = await fetch(path, options);
  if (response.ok) return response.status === 204 ? null : response.json();
  let message = `The server replied with ${response.status}.`;
  try {
    message = (await response.json()).message || message;
  } catch { /* no JSON: the line above says what there is to say */ }
  throw new Error(message);
}

const at = (id) => `/v1/conversations/${encodeURIComponent(id)}`;

export function readConversation(id) {
  return reply(at(id));
}

/** An entry: its title opens it, beside it what takes it away. Deleting asks once more. */
function entry(item, { open, gone }) {
  const title = item.title || "Untitled";
  const opener = el(
    "button",
    { type: "button", class: "source", on: { click: () => open(item.conversation_id) } },
    el("span", { class: "source-text" }, el("span", { class: "source-title" }, title), el("span", { class: "source-at" }, `${item.turns} ${item.turns === 1 ? "question" : "questions"} · ${when(item.updated_at)}`)),
  );
  const link = (kind, label) =>
    el("a", { class: "quiet", href: `${at(item.conversation_id)}/export?format=${kind}`, download: true, "aria-label": `Export as ${label}: ${title}` }, label);
  const remove = el("button", { type: "button", class: "quiet", "aria-label": `Delete: ${title}` }, "Delete");
  const node = el("li", { class: "kept" }, opener, el("div", { class: "kept-tools" }, link("md", "Markdown"), link("json", "JSON"), remove));
  remove.addEventListener("blur", () => { remove.textContent = "Delete"; });
  remove.addEventListener("click", async () => {
    if (remove.textContent === "Delete") {
      remove.textContent = "Really delete?";
      return;
    }
    remove.disabled = true;
    try {
      await reply(at(item.conversation_id), { method: "DELETE" });
      node.remove();
      gone(item.conversation_id);
    } catch (error) {
      node.append(failure(error.message, null));
    }
  });
  return node;
}

/** The list; more of it is fetched by a button. `open` and `gone` are called with an id. */
export async function conversationList(actions) {
  const list = el("ol", { class: "kept-list", "aria-label": "Conversations" });
  const more = el("button", { type: "button", class: "again" }, "Show more");
  const empty = el("p", { class: "reason", hidden: true }, "No conversations are kept.");
  let next = null;
  async function fetchPage() {
    const page = await reply(next ? `/v1/conversations?before=${encodeURIComponent(next)}` : "/v1/conversations");
    next = page.next;
    const gone = (id) => {
      empty.hidden = list.hasChildNodes();
      actions.gone(id);
    };
    list.append(...page.conversations.map((item) => entry(item, { ...actions, gone })));
    more.hidden = !next;
    empty.hidden = list.hasChildNodes();
  }
  more.addEventListener("click", () => fetchPage().catch((error) => more.replaceWith(failure(error.message, null))));
  await fetchPage();
  return [empty, list, more];
}

/** The turns of a conversation as they stand in the chat; `openSource` opens a citation. */
export function keptTurns(conversation, openSource) {
  return conversation.turns.flatMap((turn) => keptAnswer(turn, openSource));
}
