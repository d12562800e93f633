import { parentPort, workerData } from "node:worker_threads";
import { openSqliteStore } from "./store/sqlite/sqlite-store.ts";
import { answerCalls } from "./store/thread/answer-calls.ts";
import { systemClock } from "./system.ts";

/** The program of the store's thread, started by `openInThread`. */
if (parentPort === null) throw new Error("this is a thread's program");
await answerCalls({ port: parentPort, data: workerData, clock: systemClock, open: openSqliteStore });
