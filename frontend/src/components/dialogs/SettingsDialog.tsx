/** What a person chooses for themselves. Each choice holds at once, and is remembered. */
import { Switch } from "radix-ui";
import { type ReactNode, useId } from "react";
import { formatCount } from "../../hooks/format";
import { changeSettings, useSettings } from "../../hooks/settings";
import {
  FONT_SIZES,
  KEYMAPS,
  LANGUAGE_CHOICES,
  type LanguageChoice,
  TAB_WIDTHS,
  type TabWidth,
  THEMES,
} from "../../services/settings/settings";
import { INTERFACE_LANGUAGES, texts } from "../../texts";
import { Choice } from "../ui/Choice";
import { Sheet } from "../ui/Sheet";
import { KeptStorage } from "./KeptStorage";

interface PickProps<T> {
  readonly name: string;
  readonly value: T;
  readonly options: readonly T[];
  readonly label: (option: T) => string;
  readonly onPick: (option: T) => void;
}

function Row({ children }: { readonly children: ReactNode }) {
  return <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 py-1">{children}</div>;
}

function Pick<T extends string | number>({ name, value, options, label, onPick }: PickProps<T>) {
  return (
    <Row>
      <span aria-hidden className="text-sm">
        {name}
      </span>
      <Choice
        name={name}
        value={String(value)}
        className="border border-rule-strong"
        options={options.map((option) => ({ value: String(option), label: label(option), text: label(option) }))}
        onChange={(wish) => {
          const option = options.find((candidate) => String(candidate) === wish);
          if (option !== undefined) onPick(option);
        }}
      />
    </Row>
  );
}

interface ToggleProps {
  readonly name: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Toggle({ name, isOn, onChange }: ToggleProps) {
  const id = useId();
  return (
    <Row>
      <label htmlFor={id} className="text-sm">
        {name}
      </label>
      <Switch.Root
        id={id}
        checked={isOn}
        onCheckedChange={onChange}
        className="flex h-6 w-11 items-center rounded-full border border-rule-strong bg-pressed p-0.5 data-[state=checked]:border-ink data-[state=checked]:bg-ink"
      >
        <Switch.Thumb className="size-4.5 rounded-full bg-ink-2 transition-transform data-[state=checked]:translate-x-5 data-[state=checked]:bg-ink-inverse" />
      </Switch.Root>
    </Row>
  );
}

const languageLabel = (choice: LanguageChoice) =>
  choice === "browser" ? texts.settings.languageOfBrowser : INTERFACE_LANGUAGES[choice];
const tabLabel = (width: TabWidth) =>
  width === "language" ? texts.settings.tabOfLanguage : texts.settings.spaces(formatCount(width));

function Choices() {
  const t = texts.settings;
  const { theme, language, fontSize, tabWidth, keymap, autocomplete, closeBrackets, lineWrap } = useSettings();
  return (
    <>
      <Pick
        name={t.theme}
        value={theme}
        options={THEMES}
        label={(option) => t.themes[option]}
        onPick={(option) => changeSettings({ theme: option })}
      />
      <Pick
        name={t.language}
        value={language}
        options={LANGUAGE_CHOICES}
        label={languageLabel}
        onPick={(option) => changeSettings({ language: option })}
      />
      <hr className="my-2 border-rule" />
      <Pick
        name={t.fontSize}
        value={fontSize}
        options={FONT_SIZES}
        label={(option) => t.pixels(formatCount(option))}
        onPick={(option) => changeSettings({ fontSize: option })}
      />
      <Pick
        name={t.tabWidth}
        value={tabWidth}
        options={TAB_WIDTHS}
        label={tabLabel}
        onPick={(option) => changeSettings({ tabWidth: option })}
      />
      <Pick
        name={t.keymap}
        value={keymap}
        options={KEYMAPS}
        label={(option) => t.keymaps[option]}
        onPick={(option) => changeSettings({ keymap: option })}
      />
      <p className="pb-1 text-xs text-ink-3">{t.keymapNote}</p>
      <Toggle name={t.autocomplete} isOn={autocomplete} onChange={(isOn) => changeSettings({ autocomplete: isOn })} />
      <Toggle
        name={t.closeBrackets}
        isOn={closeBrackets}
        onChange={(isOn) => changeSettings({ closeBrackets: isOn })}
      />
      <Toggle name={t.lineWrap} isOn={lineWrap} onChange={(isOn) => changeSettings({ lineWrap: isOn })} />
      <hr className="my-2 border-rule" />
      <KeptStorage />
    </>
  );
}

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function SettingsDialog(props: DialogProps) {
  const { open, explain, close } = texts.settings;
  return (
    <Sheet {...props} heading={open} explain={explain} close={close}>
      <Choices />
    </Sheet>
  );
}
