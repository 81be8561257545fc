"""Which records may be one party, by equal keys: no pair that is likely is without a shared key.

* an identity number;
* the parts of an organisation's name, unless it has words of trade only;
* a person's name with the telephone or the address;
* an organisation's name less any one character, with the telephone, the address or the operator:
  two names that are one slip apart share one (deletion neighbourhoods). Such a key proposes a
  pair, which is then compared; the others make one party by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from discretion.similarity.parties.profile import Profile

Key = tuple[str, ...]


def number_keys(one: Profile) -> Iterator[tuple[str, str]]:
    """Yield the keys that settle identity."""
    if one.credit:
        yield ("credit", one.credit)
    if one.citizen:
        yield ("citizen", one.citizen)


def name_keys(one: Profile) -> Iterator[Key]:
    """Yield the keys of an organisation's whole name."""
    name = one.name
    if name is not None and not name.person and not name.generic:
        yield ("unit", name.core, name.form, name.branch)


def person_keys(one: Profile) -> Iterator[Key]:
    """Yield the keys of a person's name together with what agrees."""
    if one.name is not None and one.name.person:
        for kind, value in agreeing(one):
            yield ("person", one.name.core, kind, value)


def slip_keys(one: Profile) -> Iterator[Key]:
    """Yield the keys of organisations at one place whose names are at most one slip apart."""
    name = one.name
    if name is None or name.person:
        return
    core = name.core
    for kind, value in agreeing(one):
        for left in sorted({core, *(core[:i] + core[i + 1 :] for i in range(len(core)))}):
            yield ("slip", left, name.branch, kind, value)


def party_keys(one: Profile) -> Iterator[tuple[str, str]]:
    """Yield keys such that two parties that are the same, likely or possibly share one."""
    yield from number_keys(one)
    name = one.name
    if one.operator:
        yield ("person", one.operator)
    if name is not None and name.person:
        yield ("person", name.core)
    elif name is not None:
        core = name.core
        for left in {core, *(core[:i] + core[i + 1 :] for i in range(len(core)))}:
            yield ("unit", left)


def agreeing(one: Profile) -> Iterator[tuple[str, str]]:
    """Yield what may agree beside a name."""
    if one.phone:
        yield "phone", one.phone
    if one.address:
        yield "address", one.address
    if one.operator:
        yield "operator", one.operator
