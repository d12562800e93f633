import type { CallOptions, MakeCall } from "./caller.ts";
import type { Page, PageQuery } from "./wire/page.ts";

/**
 * A list on the server, newest first. `for await (const item of list)` goes through all of it and asks for a page when it
 * needs one; `page()` gives one page, `pages()` all of them. Nothing is asked before one of these is used.
 */
export interface List<Item> extends AsyncIterable<Item> {
  /** The page that the query asks for. Its `next_cursor`, in a new query, asks for the next. */
  page(): Promise<Page<Item>>;
  /** Page by page. A page may be empty and still not be the last. */
  pages(): AsyncIterable<Page<Item>>;
}

export function createList<Item>(
  call: MakeCall,
  { path, query }: { path: string; query: PageQuery },
  options?: CallOptions,
): List<Item> {
  function pageAt(cursor: string | undefined): Promise<Page<Item>> {
    return call({ method: "GET", path, query: { ...query, cursor }, isRepeatable: true }, options);
  }

  async function* pages(): AsyncGenerator<Page<Item>> {
    let cursor = query.cursor;
    do {
      const page = await pageAt(cursor);
      yield page;
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }

  return {
    page: () => pageAt(query.cursor),
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { data } of pages()) yield* data;
    },
  };
}
