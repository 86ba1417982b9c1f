"""By which route a host is asked: straight, or through the proxy that the user names."""

import pytest
from certificates import Authority, certificate
from proxies import proxy_to
from servers import plain, redirect, site

from config import FetchSettings
from crawler.download import ScrapyDownloader
from crawler.item import ReadError
from crawler.loop import run

FETCH = {"per_host_delay": "0s", "timeout": "3s", "robots": False, "unverified": ["example.org"]}


def get(url, **fetch):
    async def main():
        async with ScrapyDownloader(FetchSettings(**FETCH | fetch)) as downloader:
            return (await downloader.get(url)).body

    try:
        return run(main)
    except ReadError as error:
        return error


def test_http_goes_through_the_proxy_whose_name_server_is_asked_and_not_ours():
    with site() as web, proxy_to(web.port) as proxy:
        web.answers["http://www.example.org/feed"] = plain("news")
        assert get("http://www.example.org/feed", proxy=proxy.url) == b"news"
        assert proxy.asked[0].startswith("GET http://www.example.org/feed HTTP/1.1\r\n")
        assert "Proxy-Authorization: Basic ZGVzazpwYXNz" in proxy.asked[0]


def test_https_goes_through_a_tunnel_and_the_proxy_sees_nothing_of_it(tmp_path):
    with site(certificate(tmp_path / "tls.pem")) as web, proxy_to(web.port) as proxy:
        web.answers["/feed"] = plain("news")
        assert get("https://www.example.org/feed", proxy=proxy.url) == b"news"
        assert [asked.split("\r\n")[0] for asked in proxy.asked] == ["CONNECT www.example.org:443 HTTP/1.1"]
        assert "proxy-authorization" not in web.asked[0].headers


def test_a_certificate_is_looked_at_behind_a_proxy_too(tmp_path):
    with site(certificate(tmp_path / "tls.pem")) as web, proxy_to(web.port) as proxy:
        assert get("https://www.example.net/feed", proxy=proxy.url).kind == "tls"
        assert web.asked == []


@pytest.mark.parametrize(
    ("at", "leads"), [("http://issuers.example.org/lower", True), ("http://127.0.0.1:{port}/lower", False)]
)
def test_what_a_server_behind_a_proxy_leaves_out_is_fetched_through_it_and_from_the_web_alone(
    tmp_path, monkeypatch, at, leads
):
    root = Authority("Root")
    monkeypatch.setenv("SSL_CERT_FILE", str(root.write(tmp_path / "root.pem")))
    lower = Authority("Lower", root)
    with site() as issuers:
        issuers.answers["/lower"] = issuers.answers["http://issuers.example.org/lower"] = plain(lower.written("der"))
        vouched = lower.vouch(tmp_path / "tls.pem", at=at.format(port=issuers.port), host="www.example.net")
        with site(vouched) as web, proxy_to(web.port, issuers.port) as proxy:
            web.answers["/feed"] = plain("news")
            told = get("https://www.example.net/feed", proxy=proxy.url, private_addresses=["127.0.0.0/8"])
        asked = ["issuers" if one.startswith("GET http://issuers") else one.split(" ")[0] for one in proxy.asked]
    assert all("Proxy-Authorization: Basic ZGVzazpwYXNz" in one for one in proxy.asked)
    if leads:
        assert (told, asked) == (b"news", ["CONNECT", "CONNECT", "issuers", "CONNECT"])
    else:
        assert (told.kind, issuers.asked) == ("tls", [])


@pytest.mark.parametrize(
    "host", ["localhost", "intranet", "127.0.0.1", "[::1]", "10.0.0.1", "127.1", "0x7f.1", "a.localhost"]
)
def test_a_page_leads_through_the_proxy_into_no_network_of_ones_own(host):
    with site() as web, proxy_to(web.port) as proxy:
        web.answers["http://www.example.org/"] = redirect(f"http://{host}/secret")
        error = get("http://www.example.org/", proxy=proxy.url)
        assert error.kind in ("private-address", "dns", "connect")
        assert len(proxy.asked) == 1


def test_what_is_no_public_name_or_not_to_be_asked_of_the_proxy_is_asked_straight():
    with site() as web, proxy_to(web.port) as proxy:
        web.answers["/"] = plain("news")
        straight = {"private_addresses": ["127.0.0.0/8"]}
        assert get(f"http://localhost:{web.port}/", proxy=proxy.url, **straight) == b"news"
        assert get("http://news.invalid/", proxy=proxy.url, no_proxy=["invalid"]).kind == "dns"
        assert proxy.asked == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses_or_is_not_there_is_said_to_be_the_one(scheme):
    with site() as web, proxy_to(web.port) as proxy:
        proxy.answer = b"HTTP/1.1 407 Proxy\x1b Authentication Required\r\nContent-Length: 0\r\n\r\n"
        refused = get(f"{scheme}://www.example.org/feed", proxy=proxy.url)
    gone = get(f"{scheme}://www.example.org/feed", proxy=proxy.url)
    assert (refused.kind, gone.kind) == ("connect", "connect")
    assert "the proxy of [fetch] does not lead to www.example.org: 407 Proxy Authentication" in str(refused)
    assert "the proxy of [fetch] cannot be reached: Connection refused" in str(gone)


@pytest.mark.parametrize(
    "proxy", ["proxy.example:3128", "socks5://proxy.example", "http://", "http://a b", "https://p", "http://p:65536"]
)
def test_what_is_no_proxy_is_refused_and_not_shown(proxy):
    with pytest.raises(ValueError, match=r"write for example http://proxy\.example:3128"):
        FetchSettings(proxy=proxy)
    assert "pass" not in repr(FetchSettings(proxy="http://desk:pass@proxy.example:3128"))
