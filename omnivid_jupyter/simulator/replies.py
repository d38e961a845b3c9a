"""How answers are made, and unmade by a fault.

What is spoilt here was right before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import Response

from omnivid_jupyter import clock
from omnivid_jupyter.simulator.faults import ConnectionDropped, Fault
from omnivid_jupyter.simulator.orders import JSON, Report

__all__ = ["PAGE", "after", "before", "distort", "json_reply"]

PAGE = (
    "<!DOCTYPE html>\n<html><head><title>One moment, please</title></head>"
    "<body><h1>One moment, please</h1><p>This page stands where something else should be.</p></body></html>\n"
)


def json_reply(body: JSON, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer, its Japanese readable."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "surrogatepass"), status, headers, media_type="application/json")


async def before(fault: Fault | None) -> Response | None:
    """What a fault does instead of the request's work (an answer, or a cut), or before it (time passes)."""
    if fault is None:
        return None
    if fault.kind == "drop":
        raise ConnectionDropped("the connection was cut before the request was read")
    if fault.kind == "hang":
        await clock.sleep(fault.seconds)
    if fault.kind == "status":
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        if fault.body == "html":
            return Response(PAGE, fault.status, headers, media_type="text/html")
        error = {"error": {"code": fault.status, "message": "simulated fault", "type": "api_error"}}
        return json_reply(error, fault.status, headers)
    return None


def distort(report: Report, fault: Fault | None) -> Report:
    """The report as a fault shows it. ("expired" needs another link: it is not done here.)"""
    match fault and fault.kind:
        case "unknown-state":
            return replace(report, state="unknown")
        case "progress-above":
            return replace(report, progress=140)
        case "progress-backwards":
            return replace(report, progress=report.progress // 3)
        case "no-url":
            return replace(report, url=None)
    return report


def after(response: Response, fault: Fault | None) -> Response:
    """What a fault makes of the answer to work that was done."""
    match fault and fault.kind:
        case "drop-after":
            raise ConnectionDropped("the connection was cut before the answer")
        case "html":
            return Response(PAGE, media_type="text/html")
        case "cut-json":
            body = bytes(response.body)
            return Response(body[: len(body) // 2], response.status_code, media_type="application/json")
    return response
