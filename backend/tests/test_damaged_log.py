"""A real server over a real file with a damaged row: people see what is there, lose nothing, and go on."""

import json

from pycrdt import Doc, Text

from tests.client import Browser
from tests.collab import wire
from tests.database_damage import Damage, chunks_of
from tests.process import ServerProcess

DAMAGED, FINE = 3, 0


def trouble_of(browser: Browser) -> int:
    """How it stands with the storage, as the browser was told last."""
    told = [message.trouble for message in browser.heard if isinstance(message, wire.Saved)]
    return told[-1] if told else FINE


def is_refused(browser: Browser) -> bool:
    refused = [message.body["code"] for message in browser.heard if isinstance(message, wire.Refused)]
    return "LOG_DAMAGED" in refused


async def test_a_damaged_row_ends_nothing_and_heals_without_a_restart(sqlite_url: str) -> None:
    """[SV5] Read-only while it lasts; what somebody typed meanwhile comes back from their browser."""
    doc = Doc[Text]()
    async with ServerProcess(sqlite_url) as server:
        session, other = await server.create(language="python", code="start\n"), await server.create(language="python")
        async with Browser(server.sync(session), "Ada", doc) as ada:
            await ada.until_text("start\n")
            for word in ("one ", "two ", "three "):
                ada.type(word)
                await ada.until_saved()
        server.kill()
        # The row in which the second word is.
        rows = chunks_of(sqlite_url, session)
        damage = Damage(sqlite_url, session, rows[-3][0])
        await server.start()
        readable = await server.code(session)
        assert "start" in readable
        assert "three" not in readable
        async with Browser(server.sync(session), "Ada", doc) as ada, Browser(server.sync(session), "Ben") as ben:
            await ben.until(lambda: trouble_of(ben) == DAMAGED)
            await ben.until_text(readable)
            ada.type("meanwhile ")
            await ada.until(lambda: is_refused(ada))
            refused = await server.http.put(f"/sessions/{session}/code", json={"code": ""})
            assert refused.json()["code"] == "LOG_DAMAGED"
            log = (await server.http.get(f"/sessions/{session}/log")).text
            assert [json.loads(line)["kind"] for line in log.splitlines()].count("missing") == 1
            async with Browser(server.sync(other), "Cy") as cy:
                cy.type("elsewhere")
                await cy.until_saved()
                assert trouble_of(cy) == FINE
            damage.undo()
            # Whoever comes next makes the server look again.
            async with Browser(server.sync(session), "Cy") as cy:
                await ada.socket.wait_closed()
                await ben.socket.wait_closed()
                assert (ada.socket.close_code, ben.socket.close_code) == (4509, 4509)
                await cy.until_text("start\none two three ")
                async with Browser(server.sync(session), "Ada", doc) as returned:
                    await returned.until_saved()
                    await cy.until_text("start\none two three meanwhile ")
        assert server.is_alive
        assert await server.code(session) == "start\none two three meanwhile "
        assert await server.code(other) == "elsewhere"
