"""What is bounded for everybody, in the API, on the sockets and, told by `welcome`, on the page."""

from typing import NamedTuple


class Rate(NamedTuple):
    """What is let through: so much a second in the long run, and so much at once."""

    per_s: float
    burst: float


MAX_TEXT_LENGTH = 200_000
"""UTF-16 units of one text that the API and the page allow."""
MAX_MERGED_TEXT_LENGTH = 4 * MAX_TEXT_LENGTH
"""UTF-16 units that several people together can bring a text to (GU11)."""
MAX_NAME_LENGTH = 60
"""Characters of a participant's name."""
MAX_TITLE_LENGTH = 120
"""Characters of a session's title."""
MAX_CHAT_LENGTH = 2_000
"""Characters of one line of the chat."""
MAX_CHAT_TOLD = 200
"""Lines of the chat that who comes later is told of."""
MAX_FILES = 20
"""Files of a session beside the entry files of its languages."""
MAX_FILES_EVER = 100
"""Files that may be created in a session, removed ones included: their texts stay in the record."""
MAX_FILE_NAME_LENGTH = 60
"""Characters of a file's name."""
MAX_PEERS_PER_ROOM = 200
MAX_RUN_OUTPUT_BYTES = 256 * 1024
"""UTF-8 bytes of a run's output that are kept and passed on."""
MAX_RUN_EVENT_BYTES = 16 * 1024
"""UTF-8 bytes of output in one `run_output` event."""

MAX_PREPARED_BYTES = 16 << 10
"""UTF-8 bytes of the prepared input that a run's record keeps."""
MAX_DISPLAY_BYTES = 192 * 1024
"""UTF-8 bytes of one picture, table or trace of a run, as JSON."""
MAX_RUN_DISPLAY_BYTES = 1024 * 1024
"""UTF-8 bytes of all of them in one run."""
MAX_RUN_DISPLAYS = 2_000
"""How many they may be, those included that were not kept."""
MAX_DISPLAYS_TOLD_BYTES = 2 * 1024 * 1024
"""UTF-8 bytes of them in all runs that who comes is told of."""
MAX_RUNS_TOLD = 20
"""Runs that `welcome` tells of."""
MAX_BODY_BYTES = 2 * 1024 * 1024
"""Bytes of one HTTP request's body."""

PEER_MESSAGES = Rate(1_000, 2_000)
"""Messages that one peer may send (RM9)."""
PEER_BYTES = Rate(2 * 1024 * 1024, 8 * 1024 * 1024)
"""Bytes that one peer may send (RM9)."""
PEER_WORK_S = Rate(0.25, 2.0)
"""CPU seconds that one peer's messages may cost where they need more than the everyday path (RM9)."""
SESSION_MESSAGES = Rate(5_000, 10_000)
"""Messages that all peers of one session may send together (RM9)."""
SESSION_REQUESTS = Rate(50, 500)
"""HTTP requests that name one session. Whoever knows its id shares them."""
STREAM_POSTS = Rate(100, 400)
"""Posts that one peer may send over HTTP, whatever is in them (HT3)."""
RELAYED_POST_BYTES = Rate(8 * 1024 * 1024, 16 * 1024 * 1024)
"""Bytes of posts that one process passes on to others (HT5)."""
CREATE_BURST_S = 15
"""Seconds' worth of `SESSIONS_PER_S` that one address may use at once: an office begins at the full hour."""
PAUSE_AFTER_S = 30.0
"""Seconds for which writes may fail before a room takes no edits any more (SV4)."""
MAX_UNSAVED_BYTES = 8 * 1024 * 1024
"""Bytes of entries of one room that may wait to be written before it takes no edits any more (SV4)."""
