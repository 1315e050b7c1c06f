/** Says whom this page follows, and how that ends. */
import { AnimatePresence } from "framer-motion";
import type { Following } from "../../hooks/useFollowing";
import { texts } from "../../texts";
import { Banner } from "../ui/Banner";
import { Button } from "../ui/Button";

export function FollowingBanner({ following }: { readonly following: Following }) {
  const { followed, stop } = following;
  return (
    <AnimatePresence initial={false}>
      {followed !== null && (
        <Banner key="following" tone="note" actions={<Button onClick={stop}>{texts.people.stopFollowing}</Button>}>
          <strong className="font-semibold">{texts.people.following(followed.name)}</strong> {texts.people.followingHow}
        </Banner>
      )}
    </AnimatePresence>
  );
}
