import { createContext, useContext } from "react";

/** The space whose things are on screen. */
export interface SpaceOnScreen {
  idSpace: string;
  /** The address of a screen of this space: `to("/endpoints")`. */
  to: (path: string) => string;
}

export const SpaceContext = createContext<SpaceOnScreen | null>(null);

export function useSpace(): SpaceOnScreen {
  const space = useContext(SpaceContext);
  if (space === null) throw new Error("this screen is not in a space");
  return space;
}

export function spaceOnScreen(idSpace: string): SpaceOnScreen {
  return { idSpace, to: (path) => `/spaces/${idSpace}${path}` };
}
