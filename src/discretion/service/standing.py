"""How the service itself stands: alive, ready, counted."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from discretion import __version__
from discretion.service.answers import answer
from discretion.service.kept import Health, Ready
from discretion.service.metrics import MEDIA_TYPE, Metrics
from discretion.service.state import State


def routes(state: State, metrics: Metrics) -> APIRouter:
    """Return the routes of this module."""
    router = APIRouter(tags=["运行"])

    @router.get("/health", response_model=Health)
    async def health() -> Response:
        """进程在运行。"""
        return Response(b'{"status":"ok"}', media_type="application/json")

    @router.get("/ready", response_model=Ready)
    async def ready() -> Response:
        """以哪个裁量基准库和案例库回答；新的文件不能用时说明原因。"""
        loaded = state.current
        data = {
            "status": "stale" if state.problems else "ok",
            "version": __version__,
            "rulebook": loaded.rulebook,
            "rulebook_name": loaded.book.name,
            "corpus_version": loaded.corpus_version,
            "cases": len(loaded.corpus) if loaded.corpus is not None else 0,
            "loaded_at": loaded.loaded_at.isoformat(timespec="seconds"),
            "problems": dict(state.problems),
        }
        return answer(data, loaded)

    @router.get(
        "/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}}
    )
    async def measured() -> Response:
        """Prometheus 指标。"""
        return Response(metrics.text(state), headers={"content-type": MEDIA_TYPE})

    return router
