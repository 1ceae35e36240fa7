"""Features hear of a letter that was given up."""

import logging
from datetime import datetime

from bot.domain.letters import Letter
from bot.engine.registry import Registry
from bot.ports.chat import ChatError, ClosedDoor
from bot.ports.store import StoreUnavailable, UnitOfWork

log = logging.getLogger(__name__)


async def tell(
    registry: Registry, unit: UnitOfWork, letter: Letter, error: ChatError, now: datetime
) -> None:
    """One that fails is logged and keeps nobody else from it. Raises StoreUnavailable."""
    is_closed = isinstance(error, ClosedDoor)
    for manifest in registry.manifests:
        for hook in (manifest.undelivered, manifest.shut_out if is_closed else None):
            if hook is None:
                continue
            try:
                await hook(unit, letter, str(error), now)
            except StoreUnavailable:
                raise
            except Exception:
                log.exception("telling of it failed", extra={"feature": manifest.name})
