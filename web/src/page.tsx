import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Router } from "wouter";
import { Screens } from "./screens.tsx";
import { isRefused, type Session } from "./session/session.ts";
import { SessionContext, useSessionState } from "./session/use-session.ts";
import { useHashLocation } from "./shell/hash-location.ts";
import { Boundary } from "./ui/boundary.tsx";
import { NowProvider } from "./ui/time.tsx";
import { ToastProvider } from "./ui/toast.tsx";

const SignInScreen = lazy(() => import("./session/sign-in-screen.tsx"));

/** The whole page. */
export function Page({ session }: { session: Session }) {
  return (
    <SessionContext value={session}>
      <Router hook={useHashLocation}>
        <NowProvider>
          <ToastProvider>
            <Entrance session={session} />
          </ToastProvider>
        </NowProvider>
      </Router>
    </SessionContext>
  );
}

function Entrance({ session }: { session: Session }) {
  const state = useSessionState();
  const loading = <div role="status" aria-label="Loading" className="min-h-dvh" />;
  if (state.kind === "checking") return loading;
  if (state.kind === "out") {
    return (
      <Boundary isScreen>
        <Suspense fallback={loading}>
          <SignInScreen error={state.error} />
        </Suspense>
      </Boundary>
    );
  }
  return <Inside session={session} />;
}

/** What was fetched lives as long as somebody is signed in: the next one must not see it. */
function Inside({ session }: { session: Session }) {
  const [queries] = useState(() => createQueries(session));
  return (
    <QueryClientProvider client={queries}>
      <Screens />
    </QueryClientProvider>
  );
}

function createQueries(session: Session): QueryClient {
  const onError = (error: Error) => {
    if (isRefused(error)) session.noteOver();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // The SDK repeats what can be repeated. What is on screen is kept fresh by the live stream.
      queries: { retry: false, staleTime: 5_000 },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
