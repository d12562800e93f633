import { type EventType, type SchemaRow, schemaRows } from "@posthorn/sdk";
import { useMemo, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/page-header.tsx";
import { Words } from "../ui/words.tsx";

/** An app's own schema may name thousands of keys. */
const ROWS_SHOWN = 100;

/** The keys of a payload with what each is. */
export function KeyTable({ schema }: { schema: EventType["schema"] }) {
  const rows = useMemo(() => schemaRows(schema), [schema]);
  const [shown, setShown] = useState(ROWS_SHOWN);
  if (rows.length === 0) return <p className="text-sm text-ink-muted">Its payload may hold any keys.</p>;
  return (
    <Card>
      <table className="w-full text-start text-sm">
        <thead className="bg-sunken text-xs text-ink-muted max-sm:sr-only">
          <tr className="border-b border-line">
            <th className="px-4 py-2 text-start font-normal">Key</th>
            <th className="px-4 py-2 text-start font-normal">Type</th>
            <th className="px-4 py-2 text-start font-normal">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row) => (
            <Row key={row.key} row={row} />
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <div className="grid justify-center border-t border-line p-2">
          <Button isSmall onClick={() => setShown(Number.POSITIVE_INFINITY)}>
            Show {(rows.length - shown).toLocaleString()} more
          </Button>
        </div>
      )}
    </Card>
  );
}

function Row({ row: { key, type, isRequired, description } }: { row: SchemaRow }) {
  return (
    <tr className="border-b border-line align-baseline last:border-0 max-sm:grid max-sm:px-4 max-sm:py-2.5">
      <th scope="row" className="text-start font-normal sm:w-[30%] sm:px-4 sm:py-2">
        <code className="font-mono text-xs break-all">{key}</code>
        {!isRequired && <span className="ms-2 text-xs text-ink-muted">may be missing</span>}
      </th>
      <td className="text-ink-muted wrap-anywhere sm:w-[25%] sm:px-4 sm:py-2">{type}</td>
      <td className="wrap-anywhere sm:px-4 sm:py-2">{description !== null && <Words text={description} />}</td>
    </tr>
  );
}
