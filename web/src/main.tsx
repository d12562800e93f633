import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Page } from "./page.tsx";
import { createSession } from "./session/session.ts";
import { applyThemeMode, storedThemeMode } from "./shell/theme.ts";
import "./styles.css";

applyThemeMode(storedThemeMode() ?? "auto");
const root = document.getElementById("page");
if (root === null) throw new Error("index.html has no #page");
createRoot(root).render(
  <StrictMode>
    <Page session={createSession()} />
  </StrictMode>,
);
