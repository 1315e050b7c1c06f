"""What the rooms of this process hold at this moment: counted when somebody asks, and not before."""

from collections import Counter

from app.services.collab.hub import Hub, utc_now
from app.services.collab.people import PeerKind
from app.services.collab.tally import Standing

TROUBLES = ("none", "failing", "paused", "damaged")
"""Names of the troubles that `saved` tells (docs/protocol.md, section 7)."""
SPEAKS = {PeerKind.STOCK: "stock", PeerKind.EXTENDED: "extended", PeerKind.LISTENER: "listener"}


def take_standing(hub: Hub) -> Standing:
    """Count what there is. Takes some microseconds for each peer."""
    now = utc_now()
    peers = Counter(dict.fromkeys(SPEAKS.values(), 0))
    troubles = Counter(dict.fromkeys(TROUBLES[1:], 0))
    unsaved, oldest, waiting = 0, now, 0
    for open_room in hub._rooms.values():
        room = open_room.room
        for peer in room.roster.peers.values():
            peers[SPEAKS[peer.kind]] += 1
        if trouble := int(room.saved._trouble):
            troubles[TROUBLES[trouble]] += 1
        if entries := [*room.ledger._writing, *room.ledger._unsaved]:
            unsaved += len(entries)
            oldest = min(oldest, entries[0].at)
        waiting += sum(outbox._size for outbox in open_room.outboxes.values())
    return Standing(
        rooms=len(hub._rooms),
        rooms_in_trouble=troubles,
        peers=peers,
        unsaved_entries=unsaved,
        unsaved_age_s=(now - oldest).total_seconds(),
        outbox_bytes=waiting,
    )
