"""What the container writes: nginx, the server, supervisord and the start, in one stream."""

from tests.canaries import PASSWORD, TOKEN, play_interview
from tests.image.conftest import NewContainer
from tests.ports import free_port


async def test_the_container_tells_no_secret_of_an_interview(new_container: NewContainer, postgres_url: str) -> None:
    """At the lowest level; the database's password and the token of creators come with the settings."""
    url = postgres_url.replace("postgres@", f"postgres:{PASSWORD}@")
    settings = {"DATABASE_URL": url, "AUTH_CREATE_TOKEN": TOKEN, "LOG_LEVEL": "debug"}
    async with new_container(settings=settings) as container:
        told = await play_interview(container.front)
        container.terminate()
        assert container.exit_code() == 0
    assert '"path":"/sessions"' in container.said()
    assert '"event": "peer_joined"' in container.said()
    assert told.found_in(container.said()) == []


async def test_a_container_without_its_database_does_not_tell_the_password(new_container: NewContainer) -> None:
    url = f"postgres://algoroom:{PASSWORD}@127.0.0.1:{free_port()}/algoroom"
    async with new_container(wait=False, settings={"DATABASE_URL": url, "AUTH_CREATE_TOKEN": TOKEN}) as container:
        assert container.exit_code() != 0
        assert "127.0.0.1" in container.said()
        assert "canary" not in container.said()
