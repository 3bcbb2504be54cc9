"""Holding requests and answers against Twilio's official specification, unknown names refused too.

The usual validators (Prism, openapi-core) let unknown form and query names pass silently; this one does not.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence

SPEC = Path(__file__).resolve().parents[2] / "shared" / "specs" / "twilio_api_v2010.json"
_METHODS = ("get", "post", "delete", "put", "patch")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_FORMATS = {
    "date-time-rfc-2822": r"\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}",
    # What the specification's own examples hold goes beyond RFC 3339: a date alone, and RFC 2822.
    "date-time": r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z)?",
    "date": r"\d{4}-\d{2}-\d{2}",
    "uri": r"(https?:/)?/\S+",
    "phone-number": r"(\+[1-9]\d{1,14}|\d{3,8}|[A-Za-z0-9 &+_-]{1,11}|\w+:\S+)",
    "currency": r"[A-Za-z]{3}",
}
_ERROR_OBJECT = {"code": int, "message": str, "more_info": str, "status": int}


def official_spec() -> OfficialSpec:
    """Return the specification; the test is skipped where `../shared/specs` is not there."""
    if not SPEC.exists():
        pytest.skip(
            f"the official specification is not at {SPEC.parent.parent.name}/specs beside this checkout"
        )
    return _load()


@cache
def _load() -> OfficialSpec:
    return OfficialSpec(json.loads(SPEC.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class OfficialSpec:
    """An OpenAPI 3 document; every check returns what is wrong, in words, and nothing where all is well."""

    document: Mapping[str, Any]

    def check_request(self, method: str, url: str, form: str = "") -> list[str]:
        """Check method, path, query and form body (as they are on the wire) of a request."""
        parts = urlsplit(url)
        operation, path_problems = self._operation(method, parts.path)
        if operation is None:
            return path_problems
        query = {p["name"]: p["schema"] for p in operation.get("parameters", []) if p["in"] == "query"}
        content = operation.get("requestBody", {}).get("content", {})
        schema = self._resolve(content.get("application/x-www-form-urlencoded", {}).get("schema", {}))
        pairs = parse_qsl(form, keep_blank_values=True, strict_parsing=bool(form))
        missing = [
            f"form: {name} is missing" for name in schema.get("required", []) if name not in dict(pairs)
        ]
        return [
            *path_problems,
            *self._pairs("query", parse_qsl(parts.query, keep_blank_values=True), query),
            *self._pairs("form", pairs, schema.get("properties", {})),
            *missing,
        ]

    def check_answer(self, method: str, url: str, status: int, body: bytes) -> list[str]:
        """Check status and JSON body of the answer to a request; 4xx and 5xx by Twilio's error object."""
        if status >= 400:
            return list(_error_object(status, body))
        operation, problems = self._operation(method, urlsplit(url).path)
        if operation is None:
            return problems
        answer = operation["responses"].get(str(status))
        if answer is None:
            return [f"{method} {url}: status {status} is not documented"]
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return [f"{method} {url}: a body where none belongs"] if body else []
        return list(self._value("$", json.loads(body), schema))

    def examples(self, method: str, path: str) -> Mapping[str, Any]:
        """Return the specification's own example answers of an operation, by name."""
        answers = self.document["paths"][path][method.lower()]["responses"].values()
        return {
            name: example["value"]
            for answer in answers
            for name, example in answer.get("content", {})
            .get("application/json", {})
            .get("examples", {})
            .items()
        }

    def _operation(self, method: str, path: str) -> tuple[Mapping[str, Any] | None, list[str]]:
        for template, item in self.document["paths"].items():
            found = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+?)", re.escape(template)), path)
            if found and method.lower() in _METHODS and method.lower() in item:
                operation = item[method.lower()]
                schemas = {
                    p["name"]: p["schema"] for p in operation.get("parameters", []) if p["in"] == "path"
                }
                values = [(name, unquote(value)) for name, value in found.groupdict().items()]
                return operation, self._pairs("path", values, schemas)
        return None, [f"{method} {path} is not in the specification"]

    def _pairs(self, place: str, pairs: Iterable[tuple[str, str]], schemas: Mapping[str, Any]) -> list[str]:
        problems: list[str] = []
        given: dict[str, int] = {}
        for name, value in pairs:
            given[name] = given.get(name, 0) + 1
            schema = self._resolve(schemas.get(name, {}))
            if name not in schemas:
                problems.append(f"{place}: {name} is not in the specification")
                continue
            if schema.get("type") == "array":
                schema = self._resolve(schema["items"])
            elif given[name] > 1:
                problems.append(f"{place}: {name} is given twice")
            problems += self._value(f"{place}.{name}", _typed(value, schema), schema)
        return problems

    def _value(self, at: str, value: Any, schema: Mapping[str, Any]) -> Iterator[str]:
        schema = self._resolve(schema)
        if value is None:
            # What refers to an enumeration cannot be marked nullable, and Twilio's examples have nulls.
            if not schema.get("nullable") and "enum" not in schema:
                yield f"{at} is null"
            return
        kind = schema.get("type", "")
        if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
            yield f"{at} is {type(value).__name__}, not {kind}"
            return
        if isinstance(value, str):
            yield from _string(at, value, schema)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._value(f"{at}[{index}]", item, schema.get("items", {}))
        elif isinstance(value, dict):
            yield from self._object(at, value, schema)
        elif not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield f"{at} is out of range"

    def _object(self, at: str, value: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
        known = schema.get("properties")
        for name in schema.get("required", []):
            if name not in value:
                yield f"{at}.{name} is missing"
        for name, inner in value.items():
            if known is None:
                continue
            if name not in known:
                yield f"{at}.{name} is not in the specification"
            else:
                yield from self._value(f"{at}.{name}", inner, known[name])

    def _resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in schema:
            return schema
        found: Any = self.document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return self._resolve(found)


def _string(at: str, value: str, schema: Mapping[str, Any]) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is {value!r}, which is not one of {schema['enum']}"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{at} has {len(value)} characters"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at} is {value!r}, which does not match {schema['pattern']}"
    shape = _FORMATS.get(schema.get("format", ""))
    if shape and not re.fullmatch(shape, value):
        yield f"{at} is {value!r}, which is no {schema['format']}"


def _typed(value: str, schema: Mapping[str, Any]) -> object:
    match schema.get("type"):
        case "integer" if re.fullmatch(r"-?\d+", value):
            return int(value)
        case "number" if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value)
        case "boolean" if value in {"true", "false"}:
            return value == "true"
    return value


def _error_object(status: int, body: bytes) -> Iterator[str]:
    """Check `{code, message, more_info, status}`: the specification has no schema for refusals."""
    found = json.loads(body)
    for name, kind in _ERROR_OBJECT.items():
        if not isinstance(found.get(name), kind):
            yield f"$.{name} of the refusal is {found.get(name)!r}"
    if found.get("status") != status:
        yield f"$.status is {found.get('status')}, but the answer is a {status}"


class Watch:
    """An ASGI application that lets all through to another one, and holds it against the specification."""

    def __init__(self, app: Any, spec: OfficialSpec, *, skip: Sequence[str] = ()) -> None:
        self._app = app
        self._spec = spec
        self._skip = tuple(skip)
        self.seen: list[str] = []
        """Method and path of each request that was checked."""
        self.problems: list[str] = []

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Pass on one request, and check it and its answer; paths that begin with `skip` are not checked."""
        if scope["type"] != "http" or scope["path"].startswith(self._skip or ("\0",)):
            await self._app(scope, receive, send)
            return
        asked, told = bytearray(), bytearray()
        status: list[int] = []

        async def listen() -> Any:
            event = await receive()
            asked.extend(event.get("body", b""))
            return event

        async def answer(event: MutableMapping[str, Any]) -> None:
            status.extend([event["status"]] if "status" in event else [])
            told.extend(event.get("body", b""))
            await send(event)

        await self._app(scope, listen, answer)
        query = scope["query_string"].decode("ascii")
        url = scope.get("raw_path", scope["path"].encode()).decode("ascii").partition("?")[0]
        self.seen.append(f"{scope['method']} {scope['path']}")
        full = f"{url}?{query}" if query else url
        self.problems += self._spec.check_request(scope["method"], full, asked.decode("utf-8"))
        if status:
            self.problems += self._spec.check_answer(scope["method"], full, status[0], bytes(told))
