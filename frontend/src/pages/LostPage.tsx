/** An address that leads nowhere. */
import { StatePage } from "../components/ui/StatePage";
import { usePageTitle } from "../hooks/usePageTitle";
import { texts } from "../texts";

export function LostPage() {
  usePageTitle(texts.pages.lost.title);
  return <StatePage {...texts.pages.lost} />;
}
