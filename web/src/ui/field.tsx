import { type ComponentProps, createContext, type ReactNode, useContext, useId } from "react";
import { CONTROL } from "./control.ts";
import { Icon } from "./icon.tsx";

const FieldContext = createContext<{ id: string; described: string | undefined; isFaulty: boolean } | null>(null);

interface FieldProps {
  label: ReactNode;
  /** What is expected, below the control. */
  hint?: ReactNode;
  /** What is wrong and what to do about it. */
  error?: ReactNode;
  children: ReactNode;
}

/** A control with its name, its hint, and what is wrong with it, tied together for screen readers. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== false;
  const described = hasError ? `${id}-error` : hint === undefined ? undefined : `${id}-hint`;
  return (
    <FieldContext value={{ id, described, isFaulty: hasError }}>
      <div className="grid gap-1.5">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {children}
        {hasError ? (
          <p id={`${id}-error`} className="flex gap-1.5 text-xs text-bad" role="alert">
            <Icon name="alert" size={14} className="mt-0.5" />
            <span className="min-w-0 wrap-anywhere">{error}</span>
          </p>
        ) : (
          hint !== undefined && (
            <p id={`${id}-hint`} className="text-xs text-ink-muted">
              {hint}
            </p>
          )
        )}
      </div>
    </FieldContext>
  );
}

function useControl() {
  const field = useContext(FieldContext);
  return {
    id: field?.id,
    "aria-describedby": field?.described,
    "aria-invalid": field?.isFaulty || undefined,
  };
}

interface TextInputProps extends ComponentProps<"input"> {
  /** For URLs, ids and keys. */
  isMono?: boolean;
}

export function TextInput({ className = "", isMono = false, ...props }: TextInputProps) {
  const text = isMono ? "font-mono text-sm" : "";
  return <input dir="auto" {...useControl()} {...props} className={`${CONTROL} h-8.5 ${text} ${className}`} />;
}

export function TextArea({ className = "", ...props }: ComponentProps<"textarea">) {
  return <textarea dir="auto" {...useControl()} {...props} className={`${CONTROL} py-2 ${className}`} />;
}

export function Select({ className = "", children, ...props }: ComponentProps<"select">) {
  return (
    <span className={`relative inline-grid min-w-0 ${className}`}>
      <select {...useControl()} {...props} className={`${CONTROL} h-8.5 appearance-none truncate pe-8`}>
        {children}
      </select>
      <Icon name="chevronDown" size={14} className="pointer-events-none absolute end-2.5 top-2.5 text-ink-muted" />
    </span>
  );
}

interface CheckboxProps extends Omit<ComponentProps<"input">, "type"> {
  label: ReactNode;
  hint?: ReactNode;
  /** Some of what it stands for is on. */
  isMixed?: boolean;
}

export function Checkbox({ label, hint, isMixed = false, className = "", ...props }: CheckboxProps) {
  const id = useId();
  return (
    <label className={`flex items-start gap-2.5 ${className}`}>
      <input
        {...props}
        type="checkbox"
        aria-describedby={hint === undefined ? undefined : id}
        ref={(input) => {
          if (input) input.indeterminate = isMixed;
        }}
        className="mt-[3px] size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="text-sm">{label}</span>
        {hint !== undefined && (
          <span id={id} className="block text-xs text-ink-muted">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
