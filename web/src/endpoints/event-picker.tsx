import type { EventType } from "@posthorn/sdk";
import { useState } from "react";
import { useEventTypes } from "../data/queries.ts";
import { familiesOf, groupsOf, takes, toggled } from "../data/subscription.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { Words } from "../ui/words.tsx";

interface PickerProps {
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  error?: string | undefined;
}

/** Chooses events: all of them, families, or one by one in the catalogue's groups. */
export function EventPicker({ chosen, onChange, error }: PickerProps) {
  const types = useEventTypes();
  const takesAll = chosen.includes("*");
  const count = (types.data ?? []).filter(({ name }) => chosen.some((pattern) => takes(pattern, name))).length;
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1.5 text-sm font-medium">Events</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        <Choice
          isOn={takesAll}
          label="All events"
          hint="Also those that come to exist later"
          onChoose={() => onChange(["*"])}
        />
        <Choice
          isOn={!takesAll}
          label="Only some"
          hint={takesAll ? "Families such as lead.*, or one by one" : `${count} of ${types.data?.length ?? "…"} chosen`}
          onChoose={() => takesAll && onChange([])}
        />
      </div>
      {error !== undefined && (
        <p role="alert" className="flex gap-1.5 text-xs text-bad">
          <Icon name="alert" size={14} className="mt-0.5" /> {error}
        </p>
      )}
      {!takesAll && (
        <Loaded query={types} count={3}>
          {(all) => <Tree types={all} chosen={chosen} onChange={onChange} />}
        </Loaded>
      )}
    </fieldset>
  );
}

function Choice({ isOn, label, hint, onChoose }: { isOn: boolean; label: string; hint: string; onChoose: () => void }) {
  return (
    <label
      className={`flex gap-2.5 rounded-md border px-3 py-2.5 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent ${
        isOn ? "border-accent bg-accent-soft" : "border-line-strong hover:bg-hover"
      }`}
    >
      <input
        type="radio"
        name="all-events"
        checked={isOn}
        onChange={onChoose}
        className="mt-1 size-3.5 accent-accent outline-none"
      />
      <span>
        <span className="block text-sm font-medium">{label}</span>
        <span className="numeric block text-xs text-ink-muted">{hint}</span>
      </span>
    </label>
  );
}

function Tree({ types, chosen, onChange }: { types: readonly EventType[] } & PickerProps) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = types.filter(({ name, description, group }) =>
    [name, description, group].some((text) => text.toLowerCase().includes(wanted)),
  );
  const unknown = chosen.filter((pattern) => !types.some(({ name }) => takes(pattern, name)));
  return (
    <div className="rounded-md border border-line">
      <div className="grid gap-3 border-b border-line p-3">
        <SearchInput label="Search events" value={search} onChange={(event) => setSearch(event.target.value)} />
        <ul aria-label="Families" className="flex flex-wrap gap-1.5">
          {familiesOf(types, chosen).map(({ pattern, count }) => (
            <li key={pattern}>
              <Button
                isSmall
                kind={chosen.includes(pattern) ? "primary" : "plain"}
                aria-pressed={chosen.includes(pattern)}
                onClick={() => onChange(toggled(chosen, pattern, !chosen.includes(pattern)))}
              >
                <span className="font-mono">{pattern}</span>
                <span className={`numeric ${chosen.includes(pattern) ? "" : "text-ink-muted"}`}>{count}</span>
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <div className="max-h-96 overflow-y-auto">
        {groupsOf(shown).map(({ group, types: inGroup }) => (
          <Group key={group} name={group} types={inGroup} chosen={chosen} onChange={onChange} isOpen={wanted !== ""} />
        ))}
        {unknown.map((name) => (
          <Checkbox
            key={name}
            className="px-3 py-2"
            label={<span className="font-mono">{name}</span>}
            hint="Nothing in the catalogue has this name"
            checked
            onChange={() => onChange(toggled(chosen, name, false))}
          />
        ))}
        {shown.length === 0 && <p className="px-3 py-6 text-center text-sm text-ink-muted">No event has “{search}”.</p>}
      </div>
    </div>
  );
}

interface GroupProps extends PickerProps {
  name: string;
  types: readonly EventType[];
  isOpen: boolean;
}

function Group({ name, types, chosen, onChange, isOpen }: GroupProps) {
  const isOn = (type: EventType) => chosen.some((pattern) => takes(pattern, type.name));
  const count = types.filter(isOn).length;
  const toggleAll = (on: boolean) =>
    onChange(types.filter((type) => isOn(type) !== on).reduce((all, type) => toggled(all, type.name, on), [...chosen]));
  return (
    <details
      className="group border-b border-line last:border-0"
      open={isOpen || (count > 0 && count < types.length) || undefined}
    >
      <summary className="flex items-center gap-2.5 px-3 py-2 hover:bg-hover focus-visible:outline-offset-[-2px]">
        <Icon name="chevronRight" size={12} className="text-ink-faint transition-transform group-open:rotate-90" />
        <span className="grow text-sm font-medium">{name}</span>
        <span className="numeric text-xs text-ink-muted">
          {count} of {types.length}
        </span>
      </summary>
      <div className="grid gap-2 px-3 pt-1 pb-3 ps-8">
        <Checkbox
          label="All of these"
          checked={count === types.length}
          isMixed={count > 0 && count < types.length}
          onChange={(event) => toggleAll(event.target.checked)}
        />
        {types.map((type) => {
          const family = chosen.find((pattern) => pattern.endsWith(".*") && takes(pattern, type.name));
          return (
            <Checkbox
              key={type.name}
              label={<span className="font-mono">{type.name}</span>}
              hint={family === undefined ? <Words text={type.description} /> : `Comes with ${family}`}
              checked={isOn(type)}
              disabled={family !== undefined}
              onChange={(event) => onChange(toggled(chosen, type.name, event.target.checked))}
            />
          );
        })}
      </div>
    </details>
  );
}
