import assert from "node:assert/strict";
import { test } from "node:test";
import { readEventStream, type StreamMessage } from "./event-stream.ts";

/** A stream that gives the text in pieces of so many bytes. */
function streamOf(text: string, pieceBytes: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, at + pieceBytes));
      at += pieceBytes;
    },
  });
}

async function messagesOf(text: string, pieceBytes: number): Promise<StreamMessage[]> {
  return Array.fromAsync(readEventStream(streamOf(text, pieceBytes), () => {}));
}

test("messages come whole, wherever the network cuts them", async () => {
  const text = 'id: 7\ndata: {"a":"é🎉"}\n\n: beat\n\ndata: x\ndata:  y\r\n\r\nid: 8\n\ndata: z\n\ndata: cut off';
  const messages = [
    { id: "7", data: '{"a":"é🎉"}' },
    { id: "7", data: "x\n y" },
    { id: "8", data: "z" },
  ];
  for (const pieceBytes of [1, 2, 3, 7, 1000]) assert.deepEqual(await messagesOf(text, pieceBytes), messages);
});

test("everything that comes is a sign of life, and comments are no messages", async () => {
  let signs = 0;
  const stream = readEventStream(streamOf(": one\n\n: two\n\n", 7), () => signs++);
  assert.deepEqual(await Array.fromAsync(stream), []);
  assert.equal(signs, 2);
});

test("a line without an end is refused instead of kept", async () => {
  await assert.rejects(messagesOf("data: ".padEnd(5_000_000, "x"), 100_000), TypeError);
});
