/**
 * What is used of Node's HTTP module beside its types. It is not imported, since an import reads all that a module exports,
 * and some of what this one does is Node's own fetch and WebSocket: loading them took 30 ms of each start.
 */
export const { maxHeaderSize, ServerResponse, STATUS_CODES } = process.getBuiltinModule("node:http");
