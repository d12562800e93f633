import { Suspense, useMemo } from "react";
import { Redirect, Route, Switch } from "wouter";
import { LiveProvider } from "./data/live.tsx";
import { SpaceContext, spaceOnScreen } from "./data/space.ts";
import { OPERATOR_ROUTES, type ScreenRoute, SPACE_ROUTES } from "./routes.tsx";
import { useSignedIn } from "./session/use-session.ts";
import { Shell } from "./shell/shell.tsx";
import { Boundary } from "./ui/boundary.tsx";
import { ButtonLink } from "./ui/button.tsx";
import { LoadingRows, State } from "./ui/states.tsx";

/** Which screen the address names, inside the frame of the page. */
export function Screens() {
  const { me, isOperator } = useSignedIn();
  const home = isOperator ? "/overview" : spaceOnScreen(me.id_space ?? "").to("/endpoints");
  return (
    <Switch>
      <Route path="/">
        <Redirect to={home} replace />
      </Route>
      <Route path="/spaces/:idSpace/*?">{({ idSpace }) => <SpaceScreens idSpace={idSpace} />}</Route>
      {isOperator &&
        OPERATOR_ROUTES.map(({ path, screen }) => (
          <Route key={path} path={path}>
            <Shell>
              <OneScreen screen={screen} />
            </Shell>
          </Route>
        ))}
      <Route>
        <Shell>
          <NoSuchScreen />
        </Shell>
      </Route>
    </Switch>
  );
}

function SpaceScreens({ idSpace }: { idSpace: string }) {
  const { me } = useSignedIn();
  const space = useMemo(() => spaceOnScreen(idSpace), [idSpace]);
  // The API tells of others' spaces nothing, not even that they are there.
  if (me.id_space !== null && me.id_space !== idSpace) {
    return (
      <Shell>
        <State
          isScreen
          icon="key"
          title="You may not see this"
          actions={<ButtonLink to="/">To your own space</ButtonLink>}
        >
          The address is of another space than the one that you are signed in for.
        </State>
      </Shell>
    );
  }
  return (
    <SpaceContext value={space}>
      <LiveProvider key={idSpace}>
        <Shell>
          <Switch>
            <Route path={space.to("")}>
              <Redirect to={space.to(SPACE_ROUTES[0]?.path ?? "")} replace />
            </Route>
            {SPACE_ROUTES.map(({ path, screen }) => (
              <Route key={path} path={space.to(path)}>
                <OneScreen screen={screen} />
              </Route>
            ))}
            <Route>
              <NoSuchScreen />
            </Route>
          </Switch>
        </Shell>
      </LiveProvider>
    </SpaceContext>
  );
}

function OneScreen({ screen: Screen }: Pick<ScreenRoute, "screen">) {
  return (
    <Boundary isScreen>
      <Suspense fallback={<LoadingRows />}>
        <Screen />
      </Suspense>
    </Boundary>
  );
}

function NoSuchScreen() {
  return (
    <State
      isScreen
      icon="search"
      title="There is no such screen"
      actions={<ButtonLink to="/">To the start</ButtonLink>}
    >
      The address has a mistake in it, or what it named is gone.
    </State>
  );
}
