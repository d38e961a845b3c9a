"""The services of the four documents, simulated: one ASGI application that works as they say.

    simulator = Simulator(Path("state"))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(simulator.app))
    simulator.base_urls["omniflash"]            # what the client takes for the service's address

or, for any other program, `python -m omnivid_jupyter.simulator --port 8000`.

**Keys**: any bearer token that starts with "sk-" is good; "sk-poor…" has no funds, "sk-limited…" is always
told to come back later, anything else is a wrong key. A key sees its own tasks only.
**Tasks** queue, run and end in about five seconds; credits are taken at submission and given back when a
task fails. A prompt that says `[simulate: fail]`, or `[simulate: content_policy_violation]`,
`generation_timeout`, `resource_exhausted`, `service_unavailable`, `request_cancelled`, is accepted, runs and
fails so. **Clips** are real: H.264 and AAC in mp4 (PNG from the image models), of the asked duration, shape
and resolution, marked SIMULATED. **Faults** of networks and services can be injected: see `faults`.

    who asks ──> app ──> service ──> dialects/…   (which origin, when, in which words)
                   │        └─────> tasks          (SQLite: tasks and balances)
                   └─> media ─────> studio ··> render         (another process: the painter)

This package reads the documents for itself. It knows nothing of the rest of omnivid_jupyter,
so that it cannot share its mistakes.
"""

from omnivid_jupyter.simulator.app import RequestRecord, Simulator
from omnivid_jupyter.simulator.faults import KINDS, ConnectionDropped, Fault
from omnivid_jupyter.simulator.vocabulary import KINDS as KINDS_OF_WORDS
from omnivid_jupyter.simulator.vocabulary import listed, picture_of

__all__ = [
    "KINDS",
    "KINDS_OF_WORDS",
    "ConnectionDropped",
    "Fault",
    "RequestRecord",
    "Simulator",
    "listed",
    "picture_of",
]
