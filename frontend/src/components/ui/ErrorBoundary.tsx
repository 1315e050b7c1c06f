/** The last net: a page that broke says so, rather than going blank. */
import { Component, type ReactNode } from "react";
import { texts } from "../../texts";
import { Button } from "./Button";

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly isBroken: boolean;
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { isBroken: false };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    const { title, explain } = texts.pages.failed;
    return (
      <main className="mx-auto flex h-full max-w-2xl flex-col items-start justify-center gap-4 px-6">
        <h1 className="text-xl font-semibold">{title}</h1>
        <p className="text-base text-ink-2">{explain}</p>
        <Button look="accent" onClick={() => window.location.reload()}>
          {texts.pages.reload}
        </Button>
      </main>
    );
  }
}
