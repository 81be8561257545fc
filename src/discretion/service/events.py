"""The stream behind the service: events in, reminders and warnings out, one writer at a time.

The state is opened for some events and closed again, so that the processes of a service, and the
command line, may take turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from discretion.engine.book import Book
from discretion.report.texts import Language
from discretion.report.words import Words
from discretion.service.answers import answer, mask_for
from discretion.service.bodies import NDJSON, require
from discretion.service.contract import lines_of
from discretion.service.kept import EventLine, Standing
from discretion.service.lines import Numbered
from discretion.service.metrics import Metrics
from discretion.service.problems import RefusedError, language_of
from discretion.service.queries import Lang, Names
from discretion.service.settings import Settings
from discretion.service.state import Loaded, State
from discretion.service.streaming import Answers, LineByLine, held, place_of_line, refused
from discretion.service.waiting import only_writer
from discretion.stream.ruleset import Ruleset, load_reminders
from discretion.stream.watch import Watch

AT_A_TIME = 256
"""Events that are made safe on the disk together."""
FOLDER = "stream"
"""The folder of the state in the journal's folder."""


class Reminding:
    """The stream of one service, by the rulebook of the moment."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._rules: tuple[str, Ruleset] | None = None

    def take(self, lines: Numbered, loaded: Loaded, language: Language, names: bool) -> Answers:
        """Take events; return what was refused, what is said now, and how each line went."""
        answers: dict[int, dict[str, Any]] = {number: {"line": number} for number, _ in lines}
        usable: list[tuple[int, bytes]] = []
        for number, line in lines:
            try:
                where = place_of_line(number, language)
                usable.append((number, held(line, where, self.settings.max_body)))
            except RefusedError as error:
                answers[number] = refused(number, error, language)
        with self._open(loaded.book, language, names) as watch:
            fed = watch.feed_lines(usable)
        for each in fed.refused:
            answers[each.line] = refused(each.line, each.error, language)
        return [*answers.values(), *({"said": line} for line in fed.said)]

    def standing(self, loaded: Loaded, language: Language, names: bool) -> dict[str, Any]:
        """Return all that stands out today."""
        with self._open(loaded.book, language, names) as watch:
            watch.catch_up()
            return {"today": watch.today.isoformat(), "reminders": [*watch.standing()]}

    def _ruleset(self, book: Book) -> Ruleset:
        if self._rules is None or self._rules[0] != book.fingerprint:
            self._rules = (book.fingerprint, load_reminders(book))
        return self._rules[1]

    def ready(self, book: Book) -> tuple[Path, Ruleset]:
        """Return the folder and the rules.

        Raises:
            RefusedError: no folder was given, or the engine is not installed, 409.
        """
        if self.settings.journal is None:
            raise RefusedError(409, "no_journal")
        rules = self._ruleset(book)
        try:
            _ = rules.matcher
        except ModuleNotFoundError:
            raise RefusedError(409, "no_stream") from None
        return self.settings.journal / FOLDER, rules

    @contextmanager
    def _open(self, book: Book, language: Language, names: bool) -> Iterator[Watch]:
        folder, rules = self.ready(book)
        with (
            only_writer(folder, self.settings.time_limit),
            Watch(book, folder, rules=rules, words=Words(language), names=names) as watch,
        ):
            yield watch


def routes(state: State, settings: Settings, metrics: Metrics) -> APIRouter:
    """Return the routes of this module."""
    router, reminding = APIRouter(tags=["事件流"]), Reminding(settings)

    @router.post("/v1/events", **lines_of("Event", EventLine))
    async def take(request: Request, lang: Lang = None, names: Names = False) -> Response:
        """收下办案事件，一行一个；发出提示和预警，不再成立的予以解除；末行为合计。

        每批事件连同应发出的各行一并落盘后才作答。重复的事件不计，次序颠倒不影响结果。
        """
        require(request, NDJSON)
        shown, loaded = mask_for(names, settings).shown, state.current
        language = language_of(request.scope)
        reminding.ready(loaded.book)

        async def work(lines: Numbered) -> Answers:
            return await to_thread.run_sync(reminding.take, lines, loaded, language, shown)

        return LineByLine(request, work, loaded, AT_A_TIME, settings.max_body, metrics)

    @router.get("/v1/reminders", response_model=Standing)
    async def standing(request: Request, lang: Lang = None, names: Names = False) -> Response:
        """截至今天仍成立的全部提示和预警。"""
        shown, loaded = mask_for(names, settings).shown, state.current
        language = language_of(request.scope)
        data = await to_thread.run_sync(reminding.standing, loaded, language, shown)
        return answer(data, loaded)

    return router
