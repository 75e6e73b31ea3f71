// Questions to the server, and its events as they arrive (docs/protocol.md).

export class ServerProblem extends Error {
  constructor(code, message, retryable) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

/** Yields {event, data} from the text of a server-sent event stream that comes in pieces. */
export async function* parseEvents(pieces) {
  let pending = "";
  let event = "";
  let data = [];
  for await (const piece of pieces) {
    const lines = (pending + piece).split(/\r\n|\n|\r(?!$)/);
    pending = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (data.length) yield { event: event || "message", data: data.join("\n") };
        event = "";
        data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (name === "event") event = value;
      else if (name === "data") data.push(value);
    }
  }
}

async function* textOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function problemOf(response) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not ours (a proxy's page): the status has to do.
  }
  const retryable = [429, 502, 503, 504].includes(response.status);
  const message = problem.message || `The server answered with status ${response.status}.`;
  return new ServerProblem(problem.code || "error", message, retryable);
}

/** Yields the events of one answer. Throws ServerProblem, or AbortError when `signal` fires. */
export async function* ask(question, conversationId, signal) {
  const body = { question };
  if (conversationId) body.conversation_id = conversationId;
  const response = await fetch("/v1/ask", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok) throw await problemOf(response);
  for await (const { event, data } of parseEvents(textOf(response.body))) {
    yield { event, data: JSON.parse(data) };
    if (event === "done") return;
  }
  throw new ServerProblem("cut_off", "The connection closed before the answer was complete.", true);
}

export async function readSource(id) {
  const response = await fetch(`/v1/sources/${encodeURIComponent(id)}`);
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

/** Null when the server can answer, else why it cannot. */
export async function notReady() {
  const response = await fetch("/readyz");
  return response.ok ? null : (await problemOf(response)).message;
}
