"""Licences of a Keytill shop in Python 3.8 or newer, with the standard library alone.

    python3 keytill_license.py activate SERVER PRODUCT LICENSE_KEY FINGERPRINT KID=PUBLIC_KEY...
    python3 keytill_license.py validate SERVER PRODUCT LICENSE_KEY FINGERPRINT KID=PUBLIC_KEY...
    python3 keytill_license.py vectors license-vectors.json

Copy it into your program: ask() for answers of the shop, check_file() for offline files. Only an answer that the shop
signed, to the very question that was asked, counts. When ask() raises Unreachable, let the user go on for some days after the last answer.
"""

import base64
import hashlib
import json
import re
import secrets
import sys
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

PURPOSES = {
    "keytill-license-1": b"keytill license file v1\0",
    "keytill-license-2": b"keytill license file v2\0",
}


class Unreachable(Exception):
    """Nobody answered, or somebody who is not the shop; it says nothing about the licence."""


def ask(server, keys, verb, product_id, license_key, fingerprint, version=None, timeout=10):
    """Asks `activate`, `validate`, `heartbeat` or `deactivate`; answers (allowed, code, data).

    `keys` are the shop's public keys in base64 by kid, `version` the program's, for licences that cover versions up to
    one. `code` is None where the shop says yes, else its refusal. Raises Unreachable.
    """
    nonce = secrets.token_hex(16)
    question = {"license_key": license_key, "fingerprint": fingerprint, "product_id": product_id}
    if version is not None:
        question["version"] = version
    request = urllib.request.Request(
        f"{server}/api/v1/licenses/{verb}",
        data=json.dumps({**question, "nonce": nonce}).encode(),
        headers={"content-type": "application/json"},
    )
    status, header, body = _send(request, timeout)
    if status == 429 or status >= 500:
        raise Unreachable(f"the shop answers {status}")
    if not is_genuine(keys, body, nonce, header):
        # The shop may have a new key, which one of ours has endorsed.
        _, _, listed = _send(urllib.request.Request(f"{server}/api/v1/licenses/public-key"), timeout)
        keys = accept_successors(keys, _json(listed).get("data", {}).get("keys"))
        if not is_genuine(keys, body, nonce, header):
            raise Unreachable("this is not an answer of the shop")
    answer = _json(body)
    code = judge(answer, verb, question)
    if code == "not_genuine":
        raise Unreachable("this is an answer to another question")
    return code is None, code, None if code else answer["data"]


def judge(answer, verb, question):
    """What a genuine answer says to this question: None for yes, the code of a refusal, or `not_genuine` for an answer
    to another one. The shop repeats under `asked` what it heard: somebody on the way may have changed the question."""
    heard = {"verb": verb, **question}
    heard["license_key_sha256"] = hashlib.sha256(heard.pop("license_key").encode()).hexdigest()
    if answer.get("asked") != heard:
        return "not_genuine"
    if answer.get("success") is not True:
        return answer["error"]["code"]
    license = answer["data"]["license"]
    if license["product_id"] != question["product_id"]:
        return "not_genuine"
    if license["status"] != "active" and verb != "deactivate":
        return "not_genuine"
    return None if _is_covered(question.get("version"), license.get("version_max")) else "version_not_covered"


def is_genuine(keys, body, nonce, header):
    """Whether the exact bytes of an answer were signed by one of the keys, for this nonce."""
    found = re.fullmatch(r"t=([0-9]{1,12}),kid=([A-Za-z0-9_-]{1,64}),ed25519=([A-Za-z0-9+/]{86}==)", header or "")
    if not found:
        return False
    t, kid, signature = found.groups()
    return _verify(keys.get(kid), f"{t}.{nonce}.".encode() + body, signature)


def accept_successors(keys, successors):
    """The keys given, and each that an unbroken chain of endorsements leads to from them."""
    accepted = dict(keys)
    names = ("kid", "public_key", "valid_from", "endorsed_by", "endorsement")
    told = [one for one in _list(successors) if all(isinstance(one.get(name), str) for name in names)]
    is_more = True
    while is_more:
        is_more = False
        for one in told:
            if one["endorsed_by"] not in accepted or one["kid"] in accepted:
                continue
            text = "keytill signing key v1\0" + "\0".join(one[name] for name in names[:3])
            if _verify(accepted[one["endorsed_by"]], text.encode(), one["endorsement"]):
                accepted[one["kid"]] = one["public_key"]
                is_more = True
    return accepted


def check_file(text, keys, product_id, fingerprint, version=None, now=None):
    """(result, licence) of an offline file: valid, unreadable, unknown_key, signature, other_product, other_device,
    version_not_covered, clock, when this machine's was set back, expired, or file_over, when the licence holds on and
    the program needs a newer file. `now` has a time zone."""
    now = now or datetime.now(timezone.utc)
    file = _json(text)
    purpose = PURPOSES.get(file.get("format")) if isinstance(file.get("format"), str) else None
    payload = _bytes(file.get("payload"))
    signature = _bytes(file.get("signature"))
    if purpose is None or payload is None or signature is None or not isinstance(file.get("kid"), str):
        return "unreadable", None
    key = accept_successors(keys, file.get("successors")).get(file["kid"])
    if key is None:
        return "unknown_key", None
    if not _verify(key, purpose + payload, file["signature"]):
        return "signature", None
    license = json.loads(payload)
    if license["product_id"] != product_id:
        return "other_product", license
    if license.get("fingerprint") not in (None, fingerprint):
        return "other_device", license
    if not _is_covered(version, license.get("version_max")):
        return "version_not_covered", license
    if now < _time(license["issued_at"]) - timedelta(days=1):
        return "clock", license
    if _is_over(license.get("valid_until"), now):
        return "expired", license
    if _is_over(license.get("file_until"), now):
        return "file_over", license
    return "valid", license


def fingerprint_of(product_id, machine_id):
    """The same fingerprint as keytill/license/machine makes of a machine's number, such as /etc/machine-id."""
    return hashlib.sha256(f"keytill machine\0{product_id}\0{machine_id}".encode()).hexdigest()


def _send(request, timeout):
    try:
        with urllib.request.urlopen(request, timeout=timeout) as reply:
            return reply.status, reply.headers.get("keytill-signature"), reply.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers.get("keytill-signature"), refused.read()
    except (OSError, ValueError) as error:
        raise Unreachable(str(error)) from error


def _is_covered(version, version_max):
    """Numbers are compared as far as the limit names them; what follows a dash or a plus is not looked at."""
    if version is None or version_max is None:
        return True
    most = [int(one) for one in version_max.split(".")]
    told = [int(one) for one in re.split("[-+]", version)[0].split(".")]
    return (told + [0] * len(most))[: len(most)] <= most


def _is_over(until, now):
    return until is not None and now >= _time(until)


def _time(text):
    shanghai = timezone(timedelta(hours=8))
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=shanghai)


def _json(text):
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {}


def _list(value):
    is_list = isinstance(value, list) and len(value) <= 64
    return [one for one in value if isinstance(one, dict)] if is_list else []


def _bytes(text):
    """Bytes of canonical base64, else None."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


# Ed25519, RFC 8032 section 5.1. It only verifies, so nothing here is secret; a signature takes a few milliseconds.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def _verify(key, message, signature):
    raw, signed = _bytes(key), _bytes(signature)
    if raw is None or signed is None or len(raw) != 32 or len(signed) != 64:
        return False
    point, s = _point(raw), int.from_bytes(signed[32:], "little")
    if point is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signed[:32] + raw + message).digest(), "little") % ORDER
    x, y, z, t = point
    x, y, z, _ = _add(_times(BASE, s), _times((-x % P, y, z, -t % P), k))
    per_z = pow(z, -1, P)
    told = y * per_z % P | (x * per_z % P & 1) << 255
    return told.to_bytes(32, "little") == signed[:32]


def _point(raw):
    whole = int.from_bytes(raw, "little")
    y, is_odd = whole & (2**255 - 1), whole >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and is_odd):
        return None
    if x & 1 != is_odd:
        x = P - x
    return x, y, 1, x * y % P


def _add(one, other):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, other
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, e = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    f, g, h, i = b - a, e - c, e + c, b + a
    return f * g % P, h * i % P, g * h % P, f * i % P


def _times(point, factor):
    total = (0, 1, 1, 0)
    while factor > 0:
        if factor & 1:
            total = _add(total, point)
        point = _add(point, point)
        factor >>= 1
    return total


BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def _vectors(path):
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    keys = vectors["keys"]
    wrong = []
    for one in vectors["answers"]:
        if is_genuine(keys, one["body"].encode(), one["nonce"], one["signature"]) != one["genuine"]:
            wrong.append(one["name"])
    for one in vectors["questions"]:
        question = {name: value for name, value in one["question"].items() if value is not None}
        verb = question.pop("verb")
        genuine = is_genuine(keys, one["body"].encode(), one["nonce"], one["signature"])
        says = judge(_json(one["body"]), verb, question) if genuine else "not_genuine"
        if (says or "yes") != one["says"]:
            wrong.append(f"{one['name']}: {says}")
    for one in vectors["files"]:
        about = one["product_id"], one["fingerprint"], one["version"], _time(one["at"])
        result, _ = check_file(one["text"], keys, *about)
        if result != one["result"]:
            wrong.append(f"{one['name']}: {result}")
    for one in vectors["chains"]:
        if set(accept_successors(one["keys"], one["successors"])) != set(one["accepted"]):
            wrong.append(one["name"])
    for one in vectors["fingerprints"]:
        if fingerprint_of(one["product_id"], one["machine_id"]) != one["fingerprint"]:
            wrong.append(one["machine_id"])
    count = sum(len(vectors[part]) for part in ("answers", "questions", "files", "chains", "fingerprints"))
    print(f"{count - len(wrong)} of {count} vectors" + "".join(f"\nwrong: {name}" for name in wrong))
    return 1 if wrong else 0


def main(words):
    if len(words) == 2 and words[0] == "vectors":
        return _vectors(words[1])
    if len(words) < 6 or words[0] not in ("activate", "validate", "heartbeat", "deactivate"):
        print(__doc__, file=sys.stderr)
        return 2
    verb, server, product_id, license_key, fingerprint, *pairs = words
    keys = dict(pair.split("=", 1) for pair in pairs)
    try:
        allowed, code, _ = ask(server, keys, verb, product_id, license_key, fingerprint)
    except Unreachable as error:
        print(f"unreachable: {error}")
        return 3
    print("yes" if allowed else f"no: {code}")
    return 0 if allowed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
