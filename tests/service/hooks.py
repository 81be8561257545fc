"""What schemathesis must know of JSON Lines: a line goes out, the first that comes is looked at."""

from __future__ import annotations

import json
from typing import Any

import schemathesis
from schemathesis import DeserializationContext, SerializationContext


@schemathesis.serializer("application/x-ndjson")
def one_line(ctx: SerializationContext, value: Any) -> bytes:
    return json.dumps(value).encode()


@schemathesis.deserializer("application/x-ndjson")
def first_line(ctx: DeserializationContext, response: Any) -> Any:
    return json.loads(response.content.splitlines()[0])
