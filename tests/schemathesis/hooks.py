"""Lets schemathesis come as somebody: with an account of its own, made over the API as anybody's.

Loaded by `cargo xtask test` (SCHEMATHESIS_HOOKS). Doors that the document calls open are tried as
a stranger; those with a `security` of their own or of the whole document, with a session.
"""

import os
import secrets

import requests
import schemathesis

RELAY = os.environ["CAUSERIE_URL"]
COOKIE = "causerie_session"


def wants_a_session(context):
    whole = context.operation.schema.raw_schema.get("security")
    return bool(context.operation.definition.raw.get("security", whole))


# What is tried includes signing out and deleting the account: an answer of 401 to a session brings
# the next account.
@schemathesis.auth(retry_on=[401]).apply_to(wants_a_session)
class Account:
    def get(self, case, context):
        handle = "visitor_" + secrets.token_hex(6)
        answer = requests.post(
            RELAY + "/api/accounts",
            json={"handle": handle, "name": "Visitor", "password": secrets.token_urlsafe(24)},
            timeout=10,
        )
        if COOKIE not in answer.cookies:
            raise RuntimeError(f"no account for {handle}: {answer.status_code} {answer.text}")
        return answer.cookies[COOKIE]

    def set(self, case, session, context):
        case.cookies = {**(case.cookies or {}), COOKIE: session}


@schemathesis.serializer("application/sdp", "application/trickle-ice-sdpfrag")
def lines(context, value):
    """Offers and fragments are text."""
    return str(value).encode("utf-8", "replace")
