"""Who is let in, and how much at a time."""

import asyncio
import io
from collections.abc import AsyncIterator, Mapping

import httpx
import numpy as np
import pytest
from PIL import Image

from convscope.server import shelf
from convscope.server.gate.access import TRIES
from convscope.server.gate.bodies import AT_ONCE, MOST_BYTES, Bodies
from convscope.server.gate.rate import Rate
from server.client import HOST, TOKEN, Served, finished


def test_nothing_is_answered_without_the_token(served: Served) -> None:
    paths = served.get("openapi.json").json()["paths"]
    for path, operations in paths.items():
        for method in operations:
            asked = path.replace("{photo}", served.id)
            assert served.ask(method.upper(), asked, known=False).status_code == 401, path


def test_the_page_is_not_shown_without_the_token(served: Served) -> None:
    answer = served.ask("GET", "/", known=False)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_the_token_gives_a_cookie_that_scripts_and_other_sites_do_not_get(served: Served) -> None:
    answer = served.ask("GET", "/", known=False, params={"token": TOKEN})
    words = {word.strip().lower() for word in answer.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=strict"} <= words
    assert not any(word.startswith(("domain", "path")) for word in words)
    assert TOKEN not in answer.headers["set-cookie"]


def test_the_form_takes_the_token(served: Served) -> None:
    answer = served.ask("POST", "/", known=False, data={"token": TOKEN})
    assert (answer.status_code, answer.headers["location"]) == (303, "./")
    assert "set-cookie" in answer.headers


@pytest.mark.parametrize("token", ["", "wrong", TOKEN.upper(), "\udcff", "é" * 50])
def test_another_token_opens_nothing(served: Served, token: str) -> None:
    answer = served.ask(
        "POST", "/", known=False, content=b"token=" + token.encode("utf-8", "surrogateescape")
    )
    assert "set-cookie" not in answer.headers


def test_tokens_cannot_be_guessed_at_speed(served: Served) -> None:
    async def guesses(client: httpx.AsyncClient) -> list[int]:
        tries = [str(n) for n in range(TRIES)] + [TOKEN]
        return [(await client.get("/", params={"token": one})).status_code for one in tries]

    assert served.run(guesses, known=False) == [401] * TRIES + [429]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8750", "127.0.0.1.evil.example", "", "[::1", "a b"]
)
def test_a_server_that_is_not_called_so_does_not_answer(served: Served, host: str) -> None:
    for path in ("/", "/api/network", "/static/page.css"):
        assert served.ask("GET", path, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8750", "127.0.0.1", "LOCALHOST:1"])
def test_it_answers_by_its_own_names_at_any_port(served: Served, host: str) -> None:
    assert served.ask("GET", "/static/page.css", known=False, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_gets_nothing_even_with_the_cookie(served: Served, headers: Mapping[str, str]) -> None:
    for path in ("/api/network", "/static/page.js"):
        assert served.ask("GET", path, headers=headers).status_code == 403
    assert served.ask("POST", "/api/photos", headers=headers, content=b"").status_code == 403


def test_the_page_itself_gets_answers(served: Served) -> None:
    headers = {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
    assert served.get("network", headers=headers).status_code == 200


def test_a_link_of_another_site_may_lead_to_the_door(served: Served) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    answer = served.ask("GET", "/", known=False, params={"token": TOKEN}, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/network", "/api/nothing", "/static/page.js", "/static/nothing"])
def test_every_answer_forbids_scripts_from_elsewhere_and_inline(served: Served, path: str) -> None:
    policy = served.ask("GET", path).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert (rules["default-src"], rules["script-src"], rules["style-src"]) == ("'none'", "'self'", "'self'")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/api/photos/..%2f..%2fetc%2fpasswd/picture",
        "/api/photos/%2e%2e/picture",
        "/../../../../etc/passwd",
    ],
)
def test_no_other_file_can_be_reached(served: Served, path: str) -> None:
    answer = served.ask("GET", path)
    assert answer.status_code in (404, 422)
    assert "error" in answer.json()


def sent(served: Served, content: bytes, **more: str) -> httpx.Response:
    headers = {"Content-Type": "application/octet-stream"}
    return served.ask("POST", "/api/photos", content=content, headers=headers, params=more)


def picture(rows: int, columns: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.zeros((rows, columns, 3), np.uint8)).save(file, "PNG")
    return file.getvalue()


def test_a_photo_that_is_sent_is_what_python_decodes(served: Served) -> None:
    content = served.photo.read_bytes()
    number = sent(served, content, name="../../a <b>.png").json()["id"]
    assert served.get("photos").json()[1] == {"id": number, "name": "a <b>.png", "is_sent": True}
    first, second = (served.get(f"photos/{one}/predictions").json() for one in (served.id, number))
    assert first == second


def test_of_a_photo_that_is_sent_only_the_pixels_are_kept(served: Served) -> None:
    secret = b"<script>steal()</script>"
    number = sent(served, served.photo.read_bytes() + secret).json()["id"]
    kept = served.folder / "sent" / f"{number}.png"
    assert list(kept.parent.iterdir()) == [kept]
    assert secret not in kept.read_bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"nothing", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n", b"%!PS-Adobe"],
)
def test_what_is_no_photo_is_refused(served: Served, content: bytes) -> None:
    answer = sent(served, content)
    assert answer.status_code == 422
    assert list((served.folder / "sent").iterdir()) == []


def test_a_bomb_is_refused_before_it_is_unpacked(served: Served) -> None:
    content = picture(8000, 8000)
    assert len(content) < 1_000_000
    answer = sent(served, content)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "image")
    assert "pixels" in answer.json()["error"]["message"]


def test_a_body_that_says_it_is_too_long_is_not_read(served: Served) -> None:
    headers = {"Content-Length": str(MOST_BYTES + 1), "Content-Type": "application/octet-stream"}
    assert served.ask("POST", "/api/photos", content=b"x", headers=headers).status_code == 413


def test_a_body_that_does_not_end_is_not_read_to_its_end(served: Served) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(2**20)

    async def asked(client: httpx.AsyncClient) -> int:
        headers = {"Content-Type": "application/octet-stream"}
        return (await client.post("/api/photos", content=endless(), headers=headers)).status_code

    assert served.run(asked) == 413


def test_a_slow_body_is_not_waited_for() -> None:
    async def never() -> dict[str, str]:
        await asyncio.sleep(60)
        return {}

    assert finished(_status(Bodies(_fine, seconds=0.05), receive=never)) == 408


def test_photos_are_taken_few_at_a_time() -> None:
    async def asked() -> list[int]:
        release = asyncio.Event()

        async def later() -> dict[str, object]:
            await release.wait()
            return {"type": "http.request", "body": b""}

        bodies = Bodies(_fine)
        waiting = [asyncio.create_task(_status(bodies, receive=later)) for _ in range(AT_ONCE)]
        await asyncio.sleep(0)
        beyond = await _status(bodies, receive=later)
        release.set()
        return [beyond, *await asyncio.gather(*waiting)]

    assert finished(asked()) == [429] + [200] * AT_ONCE


def test_a_flood_is_answered_429_and_ends() -> None:
    async def asked() -> list[int]:
        rate = Rate(_fine, a_second=50, burst=5)
        flood = [await _status(rate) for _ in range(50)]
        await asyncio.sleep(0.1)
        return [*flood, await _status(rate)]

    *flood, after = finished(asked())
    assert flood[:5] == [200] * 5
    assert 429 in flood
    assert after == 200


def test_a_flood_of_one_client_does_not_stop_another() -> None:
    async def asked() -> list[int]:
        rate = Rate(_fine, a_second=0.01, burst=1)
        return [await _status(rate, client=client) for client in ("a", "a", "b")]

    assert finished(asked()) == [200, 429, 200]


def test_more_than_so_many_requests_at_a_time_are_answered_429() -> None:
    async def asked() -> list[int]:
        release = asyncio.Event()

        async def slow(scope: object, receive: object, send: object) -> None:
            await release.wait()
            await _fine(scope, receive, send)

        rate = Rate(slow, at_once=2)
        waiting = [asyncio.create_task(_status(rate)) for _ in range(2)]
        await asyncio.sleep(0)
        beyond = await _status(rate)
        release.set()
        return [beyond, *await asyncio.gather(*waiting)]

    assert finished(asked()) == [429, 200, 200]


def test_only_so_many_photos_that_were_sent_are_kept(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "UPLOADS", 2)
    numbers = [sent(served, picture(8, 8 + n)).json()["id"] for n in range(3)]
    assert [photo["id"] for photo in served.get("photos").json()] == [served.id, *numbers[1:]]
    assert len(list((served.folder / "sent").iterdir())) == 2


async def _fine(scope: object, receive: object, send: object) -> None:
    assert callable(send)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _status(app: object, receive: object = None, client: str = "127.0.0.1") -> int:
    statuses: list[int] = []

    async def send(message: dict[str, int]) -> None:
        if "status" in message:
            statuses.append(message["status"])

    scope = {"type": "http", "method": "POST", "path": "/api/photos", "headers": [], "client": (client, 1)}
    assert callable(app)
    await app(scope, receive, send)
    return statuses[0]
