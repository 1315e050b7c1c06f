"""A real server over a real file with a damaged row: people see what is there, lose nothing, and go on."""

import json

from pycrdt import Doc, Text

from tests.client import Browser
from tests.database_damage import Damage, chunks_of
from tests.process import ServerProcess

DAMAGED, FINE = 3, 0


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
            await ben.until(lambda: ben.trouble == DAMAGED)
            await ben.until_text(readable)
            ada.type("meanwhile ")
            await ada.until(lambda: "LOG_DAMAGED" in ada.notices)
            refused = await server.http.put(f"/sessions/{session}/code", json={"code": ""})
            assert refused.json()["code"] == "LOG_DAMAGED"
            log = (await server.http.get(f"/sessions/{session}/log")).text
            assert [json.loads(line)["kind"] for line in log.splitlines()].count("missing") == 1
            async with Browser(server.sync(other), "Cy") as cy:
                cy.type("elsewhere")
                await cy.until_saved()
                assert cy.trouble == FINE
            damage.undo()
            # Whoever comes next makes the server look again.
            async with Browser(server.sync(session), "Cy") as cy:
                assert (await ada.until_closed(), await ben.until_closed()) == (4509, 4509)
                await cy.until_text("start\none two three ")
                async with Browser(server.sync(session), "Ada", doc) as returned:
                    await returned.until_saved()
                    await cy.until_text("start\none two three meanwhile ")
        assert server.is_alive
        assert await server.code(session) == "start\none two three meanwhile "
        assert await server.code(other) == "elsewhere"
