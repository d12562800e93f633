/** One page of a list, newest first. `next_cursor` asks for the page after it; null: this was the last. */
export interface Page<Item> {
  data: Item[];
  next_cursor: string | null;
}

export interface PageQuery {
  /** 1 to 200. Default 50. */
  limit?: number;
  cursor?: string;
}
