import { useSignedIn } from "../session/use-session.ts";
import type { IconName } from "../ui/icon.tsx";
import { Menu } from "../ui/menu.tsx";
import { type ThemeMode, useThemeMode } from "./theme.ts";

const MODES: { mode: ThemeMode; label: string; icon: IconName }[] = [
  { mode: "light", label: "Light", icon: "sun" },
  { mode: "dark", label: "Dark", icon: "moon" },
  { mode: "auto", label: "As the system", icon: "system" },
];

export function ThemeSwitch() {
  const { me } = useSignedIn();
  const [mode, setMode] = useThemeMode(me.session?.theme.mode);
  const current = MODES.find((each) => each.mode === mode);
  return (
    <Menu
      label="Theme"
      icon={current?.icon ?? "system"}
      isSmall
      items={MODES.map((each) => ({
        label: each.label,
        icon: each.icon,
        isChosen: each.mode === mode,
        onChoose: () => setMode(each.mode),
      }))}
    />
  );
}
