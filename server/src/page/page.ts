import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type PageFile, readPageFiles } from "./page-files.ts";
import { pageHeaders } from "./page-headers.ts";

/** The page where endpoints are managed, as files for browsers: they use the HTTP API like everybody else. */
export interface Page {
  register(app: FastifyInstance): void;
}

export interface PageOptions {
  /** Where the built page may lie; the first that has one is taken. */
  folders: readonly string[];
  /** Origins whose pages may show it in a frame. */
  embedOrigins: readonly string[];
  /** Where its address has a path, that path. */
  pathPrefix: string | null;
}

/** A year, the longest that caches keep. */
const IMMUTABLE = "public, max-age=31536000, immutable";
/** Asked for each time, and answered in a few bytes where it has not changed. */
const ASKED_FOR = "no-cache";
const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Posthorn</title>
<h1>The page is not built</h1>
<p>Posthorn runs, and its API answers. To build the page, run <code>npm run build -w web</code> where Posthorn's sources
are, then start it again. <code>npm start</code> does both.</p>
</html>
`;

/** Its paths are its files', so that nothing else of the server's is hidden by it. The rest is in the URL's fragment. */
export function createPage({ folders, embedOrigins, pathPrefix }: PageOptions): Page {
  const headers = pageHeaders(embedOrigins);

  function send(file: PageFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    reply.headers(headers);
    reply.header("cache-control", file.isImmutable ? IMMUTABLE : ASKED_FOR).header("etag", file.etag);
    const gzipped = file.gzipped();
    if (gzipped !== null) reply.header("vary", "accept-encoding");
    if (request.headers["if-none-match"]?.includes(file.etag)) return reply.code(304).send();
    reply.type(file.type);
    if (gzipped === null || !takesGzip(request)) return reply.send(file.body);
    return reply.header("content-encoding", "gzip").send(gzipped);
  }

  return {
    register(app) {
      const hidden = { schema: { hide: true } };
      const files = readPageFiles(folders);
      if (files === null) {
        app.get("/", hidden, (_request, reply) =>
          reply.code(503).headers(headers).type("text/html; charset=utf-8").send(NOT_BUILT),
        );
        return;
      }
      for (const [path, file] of files) {
        const url = path === "index.html" ? "/" : `/${encodeURI(path)}`;
        app.get(url, hidden, (request, reply) => send(file, request, reply));
      }
      // Without the slash at the end, browsers would look for the page's files one level too high.
      if (pathPrefix !== null) app.get(pathPrefix, hidden, (_request, reply) => reply.redirect(`${pathPrefix}/`, 308));
    },
  };
}

function takesGzip({ headers }: FastifyRequest): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(headers["accept-encoding"] ?? "");
}
