/** Changing one's own name while in the room. */
import { type FormEvent, useId, useState } from "react";
import { useRoom } from "../../hooks/room";
import type { Participant } from "../../services/collab/types";
import { texts } from "../../texts";
import { Button } from "../ui/Button";

export function RenameField({ you }: { readonly you: Participant }) {
  const { snapshot, propose } = useRoom();
  const [name, setName] = useState(you.name);
  const id = useId();
  const wish = name.trim();
  const rename = (event: FormEvent) => {
    event.preventDefault();
    propose({ type: "named", name: wish });
  };
  return (
    <form onSubmit={rename} className="mt-3 border-t border-rule pt-3">
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-ink-2">
        {texts.people.rename}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          value={name}
          maxLength={snapshot.limits.nameLength}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="nickname"
          className="h-8 min-w-0 flex-1 rounded-md border border-rule-strong bg-surface px-2 text-sm"
        />
        <Button type="submit" disabled={wish === "" || wish === you.name}>
          {texts.people.renameSave}
        </Button>
      </div>
    </form>
  );
}
