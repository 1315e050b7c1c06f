/** Error output in which the lines of the person's own file lead to the editor. */
import { useMemo } from "react";
import { useLinePointer } from "../../hooks/linePointer";
import { splitAtPlaces } from "../../services/runtimes/places";
import { texts } from "../../texts";

export function ErrorText({ text }: { readonly text: string }) {
  const pointer = useLinePointer();
  const pieces = useMemo(() => (pointer === null ? [] : splitAtPlaces(text, pointer.fileNames)), [text, pointer]);
  if (pointer === null) return text;
  return pieces.map((piece, index) => {
    const { place } = piece;
    if (place === null) return piece.text;
    return (
      <button
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces only ever grow at the end
        key={index}
        type="button"
        title={texts.output.goToLine(place.line)}
        onClick={() => pointer.showLine(place)}
        className="inline rounded-sm font-[inherit] underline decoration-dotted underline-offset-4 hover:decoration-solid"
      >
        {piece.text}
      </button>
    );
  });
}
