/** Opens the settings, on pages without a menu. */
import { SlidersHorizontal } from "lucide-react";
import { useDialogs } from "../../hooks/dialogs";
import { texts } from "../../texts";
import { IconButton } from "../ui/IconButton";

export function SettingsButton({ className = "" }: { readonly className?: string }) {
  const { open } = useDialogs();
  return (
    <IconButton
      icon={SlidersHorizontal}
      name={texts.settings.open}
      className={className}
      onClick={() => open("settings")}
    />
  );
}
