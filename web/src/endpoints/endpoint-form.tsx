import { type EndpointSettings, PosthornError } from "@posthorn/sdk";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Checkbox, Field, TextInput } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { Fault } from "../ui/states.tsx";
import { EventPicker } from "./event-picker.tsx";
import { type FormFaults, type FormValues, faultsOf, serverFaults, settingsOf } from "./form-values.ts";
import { HeaderRows } from "./header-rows.tsx";
import { UrlField } from "./url-field.tsx";

interface EndpointFormProps {
  initial: FormValues;
  submitLabel: string;
  isBusy: boolean;
  /** Why the last try did not go through. What was typed stays. */
  error: Error | null;
  onSubmit: (settings: Required<EndpointSettings>) => void;
  /** Told what stands in the form, as it is typed. */
  onType?: (form: FormValues) => void;
  /** Beside the button. */
  children?: ReactNode;
}

/** What an owner may say about an endpoint, for a new one and for changing one. */
export function EndpointForm({ initial, submitLabel, isBusy, error, onSubmit, onType, children }: EndpointFormProps) {
  const [form, setForm] = useState(initial);
  const [tried, setTried] = useState(false);
  const set = (part: Partial<FormValues>) => {
    const next = { ...form, ...part };
    setForm(next);
    onType?.(next);
  };
  const fromServer = error instanceof PosthornError ? serverFaults(error) : {};
  const faults: FormFaults = tried ? { ...fromServer, ...faultsOf(form) } : {};

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faultsOf(form)).length === 0) onSubmit(settingsOf(form));
  }

  const isInFields = Object.keys(fromServer).length > 0 && fromServer.other === undefined;
  return (
    <form noValidate onSubmit={submit} className="grid gap-6">
      <UrlField url={form.url} onChange={(url) => set({ url })} error={faults.url} />
      <EventPicker chosen={form.events} onChange={(events) => set({ events })} error={faults.events} />
      <Field
        label="Description"
        hint="Shown on this page, never sent. At most 500 characters."
        error={faults.description}
      >
        <TextInput
          maxLength={500}
          placeholder="What this endpoint is for"
          value={form.description}
          onChange={(event) => set({ description: event.target.value })}
        />
      </Field>
      <Advanced form={form} set={set} faults={faults} />
      {error !== null && !isInFields && <Fault error={error} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" kind="primary" isBusy={isBusy}>
          {submitLabel}
        </Button>
        {children}
      </div>
    </form>
  );
}

interface AdvancedProps {
  form: FormValues;
  set: (part: Partial<FormValues>) => void;
  faults: FormFaults;
}

function Advanced({ form, set, faults }: AdvancedProps) {
  const hasFault = faults.headers !== undefined || faults.pauseAfter !== undefined;
  return (
    <details className="group rounded-md border border-line" open={hasFault || form.headers.length > 0 || undefined}>
      <summary className="flex items-center gap-2 rounded-md px-3 py-2.5 text-sm font-medium hover:bg-hover">
        <Icon name="chevronRight" size={12} className="text-ink-faint transition-transform group-open:rotate-90" />
        Advanced
        <span className="font-normal text-ink-muted">headers, pause, envelope</span>
      </summary>
      <div className="grid gap-6 border-t border-line p-4">
        <HeaderRows rows={form.headers} onChange={(headers) => set({ headers })} error={faults.headers} />
        <Field
          label="Pause after"
          hint="So many failed deliveries in a row pause the endpoint. What happens then is held, and can be sent later."
          error={faults.pauseAfter}
        >
          <TextInput
            className="numeric max-w-28"
            inputMode="numeric"
            value={form.pauseAfter}
            onChange={(event) => set({ pauseAfter: event.target.value })}
          />
        </Field>
        <Checkbox
          label="Put the secret into the body"
          hint="Receivers made for the old contract compare it. The signature in the headers proves more; without this, the key holds an empty text."
          checked={form.isSecretInBody}
          onChange={(event) => set({ isSecretInBody: event.target.checked })}
        />
        <Checkbox
          label="Extended envelope"
          hint="After the four keys, the body also has id, occurred_at, changes, actor and correlation_id."
          checked={form.envelope === "extended"}
          onChange={(event) => set({ envelope: event.target.checked ? "extended" : "seed" })}
        />
      </div>
    </details>
  );
}
