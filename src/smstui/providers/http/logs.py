"""Keeping secrets and numbers out of the logs: httpx writes whole URLs with `To=`, httpcore whole headers."""

from __future__ import annotations

import logging

from smstui.domain.redaction import redact

_TALKATIVE = (
    "smstui.http",
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.proxy",
    "httpcore.socks",
)


class Redaction(logging.Filter):
    """Rewrites each record, its arguments and its exception included, and lets it pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place."""
        record.msg = redact(record.getMessage())
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


_REDACTION = Redaction()


def redact_http_logs() -> None:
    """Put the filter on the loggers of HTTP; a logger takes the same filter only once."""
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_REDACTION)
