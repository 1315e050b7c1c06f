"""Which languages a session can be given here."""

from fastapi import APIRouter

from app.models import OfferedLanguages
from app.routers.sessions import Sessions

router = APIRouter(tags=["sessions"])


@router.get("/languages")
async def get_languages(sessions: Sessions) -> OfferedLanguages:
    """The languages that whoever runs this server offers."""
    return OfferedLanguages(languages=list(sessions.languages))
