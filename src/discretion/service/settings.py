"""What the service is told when it starts."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path


class SettingsError(ValueError):
    """Settings that the service refuses to start with; the message says how to mend them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one service; sizes are in bytes, times in seconds.

    ``corpus`` is a folder, a ledger or ``sample``; without it nothing is compared. ``journal`` is
    the folder of the decision record and of the stream's state; without it nothing is kept.
    ``names`` allows that an answer shows personal names where the request asks for them.

    Raises:
        SettingsError: on an address that others reach, without a token of some length.
    """

    rulebook: str = "shanghai-urban-management"
    corpus: str | None = None
    journal: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8470
    token: str | None = None
    names: bool = False
    hosts: tuple[str, ...] = ()
    """Names under which the service is called, beside those of the loopback."""
    max_body: int = 1 << 20
    """The longest JSON body, and the longest line of a batch."""
    max_upload: int = 1 << 28
    """The longest batch or ledger."""
    time_limit: float = 30.0
    """Of one request, and of one step of a batch."""
    most_running: int = 256
    """Requests that one process works on at a time; more are sent away."""
    poll: float = 2.0
    """How often the rulebook and the corpus are looked at."""

    def __post_init__(self) -> None:
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise SettingsError(f"令牌过短，至少 {SHORTEST_TOKEN} 个字符")
        if self.token is None and not self.local:
            raise SettingsError(
                f"监听 {self.host} 时别的机器也能访问，必须设令牌：请用 --token-file 给出写有令牌的"
                "文件，或者只监听 127.0.0.1"
            )

    @property
    def local(self) -> bool:
        """Whether only this machine reaches the service."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


SHORTEST_TOKEN = 16
