import type { Row, Scenario } from "../scenario.ts";

/** What needs the Postgres store, which this version has not. */
export const postgres: Scenario = {
  name: "postgres",
  title: "steady on Postgres, and two nodes on one database",
  async run() {
    return [notHere("events/s over the relay's, on Postgres", { atLeast: 0.4 }), notHere("two nodes over one", null)];
  },
};

function notHere(figure: string, mark: Row["mark"]): Row {
  return { figure, value: null, unit: "×", mark, detail: "not here: this version has no Postgres store" };
}
