/** A session in a language that this page does not know: the page is older than the server. */
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { StatePage } from "../ui/StatePage";

export function UnknownLanguage({ language }: { readonly language: string }) {
  const { code, title, explain } = texts.pages.unknownLanguage;
  const reload = (
    <Button look="strong" size="large" onClick={() => window.location.reload()}>
      {texts.pages.reload}
    </Button>
  );
  return <StatePage code={code} title={title(language)} explain={explain} actions={reload} />;
}
