import { Button, IconButton } from "../ui/button.tsx";
import { TextInput } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { FormValues } from "./form-values.ts";

type Rows = FormValues["headers"];

const ROWS_MAX = 20;

/** Headers that go along with every request. */
export function HeaderRows({
  rows,
  onChange,
  error,
}: {
  rows: Rows;
  onChange: (rows: Rows) => void;
  error?: string | undefined;
}) {
  const change = (id: number, part: Partial<Rows[number]>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-medium">Headers</legend>
      <p className="text-xs text-ink-muted">
        Sent with every request, such as the receiver's own credentials. Values that are saved show their beginning
        only; left as they are, they stay.
      </p>
      {rows.map(({ id, name, value }, index) => (
        <div key={id} className="flex gap-2">
          <TextInput
            isMono
            className="basis-2/5"
            aria-label={`Name of header ${index + 1}`}
            placeholder="x-team"
            autoComplete="off"
            spellCheck={false}
            value={name}
            onChange={(event) => change(id, { name: event.target.value })}
          />
          <TextInput
            isMono
            aria-label={`Value of header ${index + 1}`}
            autoComplete="off"
            spellCheck={false}
            maxLength={1024}
            value={value}
            onChange={(event) => change(id, { value: event.target.value })}
          />
          <IconButton
            label={`Remove header ${index + 1}`}
            icon="close"
            onClick={() => onChange(rows.filter((row) => row.id !== id))}
          />
        </div>
      ))}
      {error !== undefined && (
        <p role="alert" className="flex gap-1.5 text-xs text-bad">
          <Icon name="alert" size={14} className="mt-0.5" /> <span className="wrap-anywhere">{error}</span>
        </p>
      )}
      <div>
        <Button
          isSmall
          icon="add"
          disabled={rows.length >= ROWS_MAX}
          onClick={() =>
            onChange([...rows, { id: 1 + Math.max(-1, ...rows.map(({ id }) => id)), name: "", value: "" }])
          }
        >
          Add header
        </Button>
      </div>
    </fieldset>
  );
}
