/** A queue that takes and gives in constant time, however long it is: an array's `shift` moves every element. */
export interface Fifo<Item> {
  readonly length: number;
  push(item: Item): void;
  shift(): Item | undefined;
  peek(): Item | undefined;
  /** Takes out everything, oldest first. */
  drain(): Item[];
}

/** Taken places are given back once there are this many: moving the rest then costs next to nothing an item. */
const COMPACT_AT = 1024;

export function createFifo<Item>(): Fifo<Item> {
  let items: (Item | undefined)[] = [];
  let head = 0;
  return {
    get length() {
      return items.length - head;
    },
    push(item) {
      items.push(item);
    },
    shift() {
      const item = items[head];
      if (head < items.length) items[head++] = undefined;
      if (head === items.length) {
        items = [];
        head = 0;
      } else if (head >= COMPACT_AT && head * 2 >= items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    peek: () => items[head],
    drain() {
      const rest = items.slice(head).filter((item) => item !== undefined);
      items = [];
      head = 0;
      return rest;
    },
  };
}
