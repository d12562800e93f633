type Headers = Readonly<Record<string, string>>;

/** Enough to tell one token from another, too little to use it. */
const SHOWN_LENGTH = 4;
/** Of a shorter value, four characters would be too large a part. */
const PARTLY_SHOWN_LENGTH_MIN = 12;
/** Not in ASCII, so that no header can have a value that looks masked. */
const MASK = "…";

/** An endpoint's own headers as they are shown: any of them may be a credential, whatever its name. */
export function maskedHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, masked(value)]));
}

/** All headers of a request, those of the endpoint masked. */
export function withMasked(sent: Headers, own: Headers): Headers {
  return Object.keys(own).length === 0 ? sent : { ...sent, ...maskedHeaders(pick(sent, Object.keys(own))) };
}

/** Whether it can only be what was shown in a value's place. */
export function isMasked(value: string): boolean {
  return value.endsWith(MASK);
}

/** The same headers, with a value that was sent back as it was shown in the place of its mask. */
export function unmasked(given: Headers, known: Headers): Record<string, string> {
  const shown = new Map(Object.entries(known).map(([name, value]) => [name, { value, as: masked(value) }]));
  const values = Object.entries(given).map(([name, value]) => {
    const current = shown.get(name.toLowerCase());
    return [name, current?.as === value ? current.value : value] as const;
  });
  return Object.fromEntries(values);
}

function masked(value: string): string {
  return value.length < PARTLY_SHOWN_LENGTH_MIN ? MASK : value.slice(0, SHOWN_LENGTH) + MASK;
}

function pick(headers: Headers, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
}
