import { Component, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { State } from "./states.tsx";

interface BoundaryProps {
  /** It is all there is of the screen. */
  isScreen?: boolean;
  children: ReactNode;
}

/** Where a part of the page cannot be shown, since its code did not come or has a mistake, all around it stays. */
export class Boundary extends Component<BoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    const { isScreen = false, children } = this.props;
    if (!this.state.hasFailed) return children;
    return (
      <State
        isScreen={isScreen}
        icon="alert"
        title="This part of the page did not load"
        actions={
          <Button icon="refresh" onClick={() => location.reload()}>
            Reload the page
          </Button>
        }
      >
        Posthorn cannot be reached, or has been upgraded since you opened the page. Nothing is lost.
      </State>
    );
  }
}
