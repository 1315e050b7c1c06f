"""What is bounded for everybody, in the API, on the sockets and, told by `welcome`, on the page."""

MAX_TEXT_LENGTH = 200_000
"""UTF-16 units of one text that the API and the page allow."""
MAX_MERGED_TEXT_LENGTH = 4 * MAX_TEXT_LENGTH
"""UTF-16 units that several people together can bring a text to (GU11)."""
MAX_NAME_LENGTH = 60
"""Characters of a participant's name."""
MAX_TITLE_LENGTH = 120
"""Characters of a session's title."""
MAX_PEERS_PER_ROOM = 200
MAX_RUN_OUTPUT_BYTES = 256 * 1024
"""UTF-8 bytes of a run's output that are kept and passed on."""
MAX_RUN_EVENT_BYTES = 16 * 1024
"""UTF-8 bytes of output in one `run_output` event."""
MAX_RUNS_TOLD = 20
"""Runs that `welcome` tells of."""
MAX_BODY_BYTES = 2 * 1024 * 1024
"""Bytes of one HTTP request's body."""
