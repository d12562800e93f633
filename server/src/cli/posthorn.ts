#!/usr/bin/env node
// Nothing is imported before the check: what an older Node does not know would fail first, and without these words.
const NODE_MIN = [24, 15] as const;
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
  process.stderr.write(`posthorn needs Node ${NODE_MIN.join(".")} or newer; this is ${process.version}.\n`);
  process.exitCode = 1;
} else {
  const { keepCompiled } = await import("./compile-cache.ts");
  keepCompiled();
  const { runProcess } = await import("./run-process.ts");
  await runProcess();
}
