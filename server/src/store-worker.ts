import { parentPort, workerData } from "node:worker_threads";
import { openSqliteReader } from "./store/sqlite/sqlite-reader.ts";
import { openSqliteStore } from "./store/sqlite/sqlite-store.ts";
import { answerCalls } from "./store/thread/answer-calls.ts";
import { systemClock } from "./system.ts";

/** The program of the store's threads, started by `openInThread`. */
if (parentPort === null) throw new Error("this is a thread's program");
const opening = { open: openSqliteStore, openReader: openSqliteReader };
await answerCalls({ port: parentPort, data: workerData, clock: systemClock, ...opening });
