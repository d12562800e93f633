/** One message of a stream of server-sent events. */
export interface StreamMessage {
  /** Of this message or the latest before it that had one. Null: none had. */
  id: string | null;
  data: string;
}

/** Rows of lists are far smaller. What is larger comes from something that is no stream of messages. */
const MESSAGE_LENGTH_MAX = 4 * 1024 * 1024;

/**
 * Reads server-sent events as HTML's standard has them, but for `event` and `retry`, which Posthorn does not send.
 * `alive` is told of everything that comes, comments too.
 */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
  alive: () => void,
): AsyncGenerator<StreamMessage> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let id: string | null = null;
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MESSAGE_LENGTH_MAX) throw new TypeError("the stream has a line without an end");
      for (const line of lines) {
        const [, field = "", text = ""] = /^([^:]*):? ?(.*?)\r?$/.exec(line) ?? [];
        if (field === "id") id = text;
        else if (field === "data") data.push(text);
        else if (line.trim() === "" && data.length > 0) {
          yield { id, data: data.join("\n") };
          data = [];
        }
      }
    }
  } finally {
    // Whoever stops reading closes the connection.
    await reader.cancel().catch(() => {});
  }
}
