/** How much this browser keeps of the page, and the way to forget the languages that were loaded. */
import { useEffect, useState } from "react";
import { formatMegabytes } from "../../hooks/format";
import { useMessages } from "../../hooks/messages";
import { forgetRuntimes, measureKept } from "../../services/settings/kept";
import { texts } from "../../texts";
import { Button } from "../ui/Button";

export function KeptStorage() {
  const t = texts.settings;
  const [bytes, setBytes] = useState<number | null>(null);
  const { toast } = useMessages();
  useEffect(() => {
    void measureKept().then(setBytes);
  }, []);
  if (bytes === null) return null;
  const forget = async () => {
    await forgetRuntimes();
    setBytes(await measureKept());
    toast(t.forgotten);
  };
  return (
    <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 py-1">
      <span className="text-sm">{t.kept(formatMegabytes(bytes))}</span>
      <Button onClick={() => void forget()}>{t.forget}</Button>
    </div>
  );
}
