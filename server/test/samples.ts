/** One sample of what a node's `/metrics` has said. NaN where it has none of that name. */
export function sampleIn(metrics: string, name: string): number {
  const line = metrics.split("\n").find((one) => one.startsWith(`${name} `));
  return line === undefined ? Number.NaN : Number(line.slice(name.length + 1));
}

/** One sample of the metrics of the node at `url`, as they are now. */
export async function readSample(url: string, name: string): Promise<number> {
  return sampleIn(await (await fetch(`${url}/metrics`)).text(), name);
}
