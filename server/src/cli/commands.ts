import type { Command, CommandGroup } from "./command.ts";
import { completionCommand } from "./completion.ts";
import { deliveryCommands } from "./deliveries.ts";
import { endpointCommands } from "./endpoints.ts";
import { eventCommands } from "./events.ts";
import { keyCommands } from "./keys.ts";
import { listenCommand } from "./listen.ts";
import { configCommand, loginCommand } from "./login.ts";
import { migrateCommand } from "./migrate.ts";
import { portalCommand } from "./portal.ts";
import { relayCommand } from "./relay.ts";
import { replayCommands } from "./replay.ts";
import { sendCommand, triggerCommand } from "./send.ts";
import { serveCommand } from "./serve-command.ts";
import { spaceCommands } from "./spaces.ts";
import { typeCommands } from "./types.ts";
import { verifyCommand } from "./verify.ts";

/** Every command there is, in the order in which the help tells them. */
export const COMMANDS: readonly (Command | CommandGroup)[] = [
  serveCommand,
  sendCommand,
  triggerCommand,
  listenCommand,
  eventCommands,
  endpointCommands,
  deliveryCommands,
  replayCommands,
  relayCommand,
  verifyCommand,
  typeCommands,
  spaceCommands,
  keyCommands,
  portalCommand,
  loginCommand,
  configCommand,
  migrateCommand,
  completionCommand(() => COMMANDS),
];
