/** Behind somebody else's run of a page: the way to see that page in one's own browser. */
import { useMessages } from "../../hooks/messages";
import type { Runner } from "../../hooks/runner/useRunner";
import type { Run } from "../../services/collab/types";
import { texts } from "../../texts";
import { Button } from "../ui/Button";

export function ShowHere({ run, runner }: { readonly run: Run; readonly runner: Runner }) {
  const { toast } = useMessages();
  const show = async () => {
    const result = await runner.runAgain(run);
    if (result === "changed") toast(texts.again.changed);
  };
  return (
    <p className="mt-2 flex flex-wrap items-center gap-3 font-sans text-xs text-ink-2">
      {texts.preview.elsewhere}
      <Button onClick={() => void show()}>{texts.preview.showHere}</Button>
    </p>
  );
}
