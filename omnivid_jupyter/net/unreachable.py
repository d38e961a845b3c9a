"""Why a service was not reached, in words: what stood in the way, and what to do about it.

An error of httpx says little by itself; what it came from tells a certificate from a name, a proxy, a firewall.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx

__all__ = ["what_failed"]

#: OpenSSL's numbers for what is wrong with a certificate.
_TOO_EARLY, _EXPIRED, _OTHER_HOST = 9, 10, 62
_OFFLINE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


def what_failed(error: BaseException, host: str, proxy: str | None) -> tuple[str, str]:
    """What kept a connection to `host` (by way of the proxy of this name) from being made, and what to do."""
    causes = list(_causes(error))
    asked = f"the proxy {proxy}" if proxy else host
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause, host)
    for cause in causes:
        match cause:
            case ssl.SSLError():
                return (
                    f"{asked} does not speak TLS at this port",
                    "See whether the address is right, in HTTPS_PROXY too: a proxy's nearly always begins with http://.",
                )
            case socket.gaierror():
                return (
                    f"the name of {asked} is not known here",
                    "Is this machine online? Is a VPN needed? Where only a proxy leads out, name it in HTTPS_PROXY.",
                )
            case ConnectionRefusedError():
                return (
                    f"{asked} refuses the connection",
                    "See whether the address and its port are right, in HTTPS_PROXY too, and whether it is running.",
                )
            case OSError(errno=number) if number in _OFFLINE:
                return "the network leads to nowhere", "Is this machine online? Then run this again."
    match error:
        case httpx.ProxyError():
            return _proxy_error(error, asked)
        case httpx.ConnectTimeout():
            return (
                f"{asked} did not answer in time",
                "A firewall may be in between: where only a proxy leads out, name it in HTTPS_PROXY.",
            )
    return type(error).__name__, "Check the network, then run this again."


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> tuple[str, str]:
    clock = "Is the clock of this machine right? If it is, "
    match error.verify_code:
        case code if code == _EXPIRED:
            return (
                f"the certificate of {host} has expired",
                f"{clock}its owner, or whoever runs a proxy in between, has to renew it.",
            )
        case code if code == _TOO_EARLY:
            return (
                f"the certificate of {host} is not valid yet",
                f"{clock}ask whoever runs the network: a proxy may answer in its place.",
            )
        case code if code == _OTHER_HOST:
            return (
                f"the certificate is not that of {host}",
                "Something answers in its place: a proxy, or a sign-in page of the network. Or the address is wrong.",
            )
    return (
        f"the certificate of {host} is signed by nobody whom Python trusts here",
        "In a company, a proxy often signs with a certificate of its own. Put that one (PEM) into a file, name the file"
        " in SSL_CERT_FILE, and restart the kernel.",
    )


def _proxy_error(error: httpx.ProxyError, asked: str) -> tuple[str, str]:
    if str(error).startswith("407"):
        return (
            f"{asked} wants a user name and a password",
            "Name them in HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT.",
        )
    return f"{asked} refuses to connect", "Ask whoever runs it, or name another one in HTTPS_PROXY."


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it came from, each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [found for found in (each.__cause__, each.__context__) if found]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
