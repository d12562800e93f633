import type { Endpoint, EndpointSettings, PosthornError } from "@posthorn/sdk";

/** What stands in the form, as it was typed. */
export interface FormValues {
  url: string;
  events: string[];
  description: string;
  headers: { id: number; name: string; value: string }[];
  pauseAfter: string;
  isSecretInBody: boolean;
  envelope: "seed" | "extended";
}

/** What is wrong, by field; `other` for what belongs to none. */
export type FormFaults = Partial<Record<"url" | "events" | "description" | "headers" | "pauseAfter" | "other", string>>;

export function emptyForm(pauseAfter: number, url = ""): FormValues {
  return {
    url,
    events: ["*"],
    description: "",
    headers: [],
    pauseAfter: String(pauseAfter),
    isSecretInBody: true,
    envelope: "seed",
  };
}

export function formOf(endpoint: Endpoint): FormValues {
  return {
    url: endpoint.url,
    events: endpoint.events,
    description: endpoint.description,
    headers: Object.entries(endpoint.headers).map(([name, value], id) => ({ id, name, value })),
    pauseAfter: String(endpoint.pause_after),
    isSecretInBody: endpoint.is_secret_in_body,
    envelope: endpoint.envelope,
  };
}

/** The form as the API takes it. Rows of headers that are empty say nothing. */
export function settingsOf(form: FormValues): Required<EndpointSettings> {
  const headers = form.headers.filter(({ name, value }) => name.trim() !== "" || value !== "");
  return {
    url: form.url.trim(),
    events: form.events,
    description: form.description.trim(),
    headers: Object.fromEntries(headers.map(({ name, value }) => [name.trim(), value])),
    pause_after: Number(form.pauseAfter),
    is_secret_in_body: form.isSecretInBody,
    envelope: form.envelope,
  };
}

/** What can be told without asking the server. */
export function faultsOf(form: FormValues): FormFaults {
  const faults: FormFaults = {};
  const pauseAfter = Number(form.pauseAfter);
  if (form.url.trim() === "") faults.url = "Enter the URL that is to receive the events.";
  if (form.events.length === 0) faults.events = "Choose at least one event, or all of them.";
  if (!Number.isInteger(pauseAfter) || pauseAfter < 1 || pauseAfter > 1000) {
    faults.pauseAfter = "Enter a whole number from 1 to 1000.";
  }
  const names = form.headers.map(({ name }) => name.trim().toLowerCase()).filter((name) => name !== "");
  if (new Set(names).size < names.length) faults.headers = "A header stands here twice.";
  return faults;
}

const FIELDS: readonly [RegExp, keyof FormFaults][] = [
  [/^url\b/, "url"],
  [/^events\b/, "events"],
  [/^description\b/, "description"],
  [/^headers\b/, "headers"],
  [/^pause_after\b/, "pauseAfter"],
];

/** What the server has found wrong, beside the fields it is about. */
export function serverFaults({ errors }: Pick<PosthornError, "errors">): FormFaults {
  const faults: FormFaults = {};
  for (const { path, message } of errors) {
    const field = FIELDS.find(([pattern]) => pattern.test(path))?.[1] ?? "other";
    const text = field === "headers" || field === "other" ? `${path}: ${message}` : message;
    faults[field] = faults[field] === undefined ? text : `${faults[field]} ${text}`;
  }
  return faults;
}
