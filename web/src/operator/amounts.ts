/** `1.2 GB`, in powers of 1000, as disks are sold. */
export function bytesWords(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** power;
  return `${amount.toLocaleString(undefined, { maximumFractionDigits: amount < 10 && power > 0 ? 1 : 0 })} ${units[power]}`;
}

/** `0`, `0.3`, `42`, `1.2K`. */
export function rateWords(perSecond: number): string {
  return perSecond.toLocaleString(undefined, {
    notation: "compact",
    maximumFractionDigits: perSecond < 10 ? 1 : perSecond < 1000 ? 0 : 1,
  });
}

/** `3 days`, `5 hours`, `12 minutes`, `40 seconds`. */
export function durationWords(seconds: number): string {
  const units: [number, string][] = [
    [86_400, "day"],
    [3600, "hour"],
    [60, "minute"],
    [1, "second"],
  ];
  const [size, unit] = units.find(([each]) => seconds >= each) ?? [1, "second"];
  const count = Math.floor(seconds / size);
  return `${count.toLocaleString()} ${unit}${count === 1 ? "" : "s"}`;
}
