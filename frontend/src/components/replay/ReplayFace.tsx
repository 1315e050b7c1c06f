/** Which of its faces the replay shows: loading, ready, empty, or why there is nothing to play. */
import { Link } from "react-router";
import { sessionPath } from "../../hooks/sessionLink";
import { usePageTitle } from "../../hooks/usePageTitle";
import { useReplay } from "../../hooks/useReplay";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { StatePage } from "../ui/StatePage";
import { LoadingScreen } from "./LoadingScreen";
import { ReplayScreen } from "./ReplayScreen";

function ToSession({ sessionId }: { readonly sessionId: string }) {
  return (
    <Link
      to={sessionPath(sessionId)}
      className="inline-flex h-11 items-center rounded-md bg-ink px-4 text-base font-medium text-ink-inverse hover:bg-ink-2"
    >
      {texts.replay.toSession}
    </Link>
  );
}

export function ReplayFace({ sessionId }: { readonly sessionId: string }) {
  const { state, reload } = useReplay(sessionId);
  const title = state?.kind === "ready" ? state.recording.title : "";
  usePageTitle(title === "" ? texts.replay.heading : texts.replay.title(title));
  if (state === null || state.kind === "loading") return <LoadingScreen progress={state?.progress ?? null} />;
  if (state.kind === "ready") return <ReplayScreen sessionId={sessionId} reload={reload} {...state} />;
  if (state.kind === "empty") {
    return <StatePage {...texts.replay.nothing} actions={<ToSession sessionId={sessionId} />} />;
  }
  if (state.reason === "notFound") return <StatePage {...texts.pages.notFound} />;
  const again = (
    <Button look="strong" size="large" onClick={reload}>
      {texts.pages.tryNow}
    </Button>
  );
  return <StatePage {...texts.replay.failed[state.reason]} actions={again} />;
}
