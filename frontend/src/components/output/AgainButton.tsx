/** Runs the shown run again here, and says whether the same came of it. */
import { RotateCw } from "lucide-react";
import { useMessages } from "../../hooks/messages";
import type { Runner } from "../../hooks/runner/useRunner";
import type { Run } from "../../services/collab/types";
import { texts } from "../../texts";
import { IconButton } from "../ui/IconButton";

interface AgainButtonProps {
  readonly run: Run;
  readonly runner: Runner;
}

export function AgainButton({ run, runner }: AgainButtonProps) {
  const { toast } = useMessages();
  const runAgain = async () => {
    const result = await runner.runAgain(run);
    if (result !== null) toast(texts.again[result]);
  };
  return (
    <IconButton
      icon={RotateCw}
      name={texts.again.button}
      disabled={runner.state.kind !== "idle" || run.outcome === "running"}
      onClick={() => void runAgain()}
    />
  );
}
