"""The inbox: what was laid on the desk, and where more is put in."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discretion.desk.frame import Desk, get, post, see, text_of
from discretion.desk.guard import MOST_BYTES, session_of
from discretion.desk.mistakes import TOLD, told
from discretion.desk.putting_in import MOST_RUNS, Among, put_file, put_sample, put_text
from discretion.desk.runs import MOST_ROWS, STANDINGS, Run
from discretion.intake.tables import SUFFIXES


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the inbox."""

    def inbox(request: Request, problem: str = "", pasted: str = "", status: int = 200) -> Response:
        mine = session_of(request)
        gone, mine.made_room = mine.made_room, ()
        return desk.page(
            request,
            "inbox.html",
            gone=gone,
            most_runs=MOST_RUNS,
            here="inbox",
            status=status,
            runs=list(mine.ledgers.values())[::-1],
            standings=STANDINGS,
            suffixes=",".join(SUFFIXES),
            most=(MOST_BYTES >> 20, f"{MOST_ROWS:,}"),
            problem=problem,
            pasted=pasted,
        )

    def put(request: Request, form: FormData) -> Response:
        """Take the file, the text or the sample that the form has."""
        pasted = text_of(form, "text")
        try:
            return see(f"/desk/ledgers/{_put(request, form, pasted).key}")
        except TOLD as error:
            status = 503 if isinstance(error, OSError) else 422
            return inbox(request, told(error, desk.words(request)), pasted, status)

    def _put(request: Request, form: FormData, pasted: str) -> Run:
        mine, loaded, words = session_of(request), desk.state.current, desk.words(request)
        desk.sessions.make_room()
        file = form.get("file")
        if isinstance(file, UploadFile) and file.filename:
            among: Among = "ledger" if text_of(form, "among") == "ledger" else "corpus"
            sheet = text_of(form, "sheet")
            return put_file(mine, loaded, file.filename, file.file, among, sheet)
        if text_of(form, "sample"):
            return put_sample(mine, loaded, words("desk.inbox.sample_name"))
        return put_text(mine, loaded, pasted, words("desk.inbox.pasted_name"))

    return [get("/", inbox), post("/ledgers", put)]
