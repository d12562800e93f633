import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { Button, type ButtonKind, IconButton } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

export interface MenuItem {
  label: ReactNode;
  icon?: IconName;
  isDanger?: boolean;
  isChosen?: boolean;
  onChoose: () => void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  icon?: IconName;
  kind?: ButtonKind;
  isSmall?: boolean;
  /** Words on the button; without them it is a picture named `label`. */
  children?: ReactNode;
}

/** A button that opens a list of actions: a native popover, walked with the arrow keys. */
export function Menu({ label, items, icon = "dots", kind = "quiet", isSmall = false, children }: MenuProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const trigger = { ref: button, kind, icon, isSmall, popoverTarget: id, "aria-haspopup": "menu" as const };

  function place(isOpen: boolean) {
    const [menu, at] = [list.current, button.current?.getBoundingClientRect()];
    if (!isOpen || menu === null || at === undefined) return;
    const { offsetWidth, offsetHeight } = menu;
    const isLow = at.bottom + offsetHeight + 8 > innerHeight && at.top > offsetHeight;
    menu.style.top = `${isLow ? at.top - offsetHeight - 4 : at.bottom + 4}px`;
    menu.style.left = `${Math.max(8, Math.min(at.right - offsetWidth, innerWidth - offsetWidth - 8))}px`;
    menu.querySelector("button")?.focus();
  }

  return (
    <>
      {children === undefined ? (
        <IconButton {...trigger} label={label} />
      ) : (
        <Button {...trigger} aria-label={label}>
          {children}
        </Button>
      )}
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onToggle={(event) => place(event.newState === "open")}
        onKeyDown={(event) => walk(event, list.current)}
        className="fixed inset-auto m-0 min-w-44 rounded-lg border border-line bg-raised p-1 shadow-float"
      >
        {items.map((item, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a menu's items do not move
            key={index}
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => {
              list.current?.hidePopover();
              item.onChoose();
            }}
            className={`flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-start text-sm hover:bg-hover focus-visible:bg-hover focus-visible:outline-offset-[-2px] ${item.isDanger ? "text-bad" : ""}`}
          >
            {item.icon && <Icon name={item.icon} size={14} className={item.isDanger ? "" : "text-ink-muted"} />}
            <span className="grow">{item.label}</span>
            {item.isChosen && <Icon name="check" size={14} className="text-accent" />}
          </button>
        ))}
      </div>
    </>
  );
}

function walk(event: KeyboardEvent, menu: HTMLElement | null): void {
  const buttons = [...(menu?.querySelectorAll("button") ?? [])];
  const at = buttons.findIndex((button) => button.matches(":focus"));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") menu?.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  buttons.at(to % buttons.length)?.focus();
}
