"""Servers whose certificates and ciphers browsers accept are read, and none that they would not."""

import ssl

import pytest
from certificates import Authority, certificate
from servers import endless, hang, plain, site

from config import FetchSettings
from crawler.download import ScrapyDownloader
from crawler.item import ReadError
from crawler.loop import run

LOOPBACK = {"private_addresses": ["127.0.0.0/8"], "per_host_delay": "0s", "timeout": "3s", "robots": False}

OK = b"HTTP/1.1 200 OK\r\n\r\n"
#: A certificate of version 10, where there are three (RFC 5280 4.1.2.1).
STRANGE = Authority("Strange").written("der").replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x09")


def get_all(urls, **fetch):
    async def main():
        async with ScrapyDownloader(FetchSettings(**LOOPBACK | fetch)) as downloader:
            return [await get_one(downloader, url) for url in urls]

    return run(main)


async def get_one(downloader, url):
    try:
        return (await downloader.get(url)).body
    except ReadError as error:
        return error


def get(url, times=1, **fetch):
    return get_all([url] * times, **fetch)[-1]


@pytest.fixture
def issuers():
    with site() as started:
        yield started


@pytest.fixture
def root(tmp_path, monkeypatch):
    authority = Authority("Root")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "root.pem")))
    return authority


@pytest.mark.parametrize("form", ["der", "pem", "pkcs7"])
def test_what_a_server_leaves_out_between_its_certificate_and_the_root_is_fetched(tmp_path, root, issuers, form):
    upper = Authority("Upper", root)
    lower = Authority("Lower", upper, at=f"{issuers.url}/upper")
    issuers.answers |= {"/lower": plain(lower.written(form)), "/upper": plain(upper.written(form))}
    with site(lower.vouch(tmp_path / "tls.pem", at=f"{issuers.url}/lower")) as web:
        web.answers["/"] = plain("news")
        assert get(web.url + "/", times=3) == b"news"
    # Once for all: what is known then need not be asked for again.
    assert issuers.paths() == ["/lower", "/upper"]


def test_where_the_roots_own_certificate_is_not_to_be_had_what_leads_to_it_will_do(tmp_path, root, issuers):
    lower = Authority("Lower", root, at=f"{issuers.url}/gone")
    issuers.answers["/lower"] = plain(lower.written("der"))
    with site(lower.vouch(tmp_path / "tls.pem", at=f"{issuers.url}/lower")) as web:
        web.answers["/"] = plain("news")
        assert get(web.url + "/") == b"news"


@pytest.mark.parametrize("name", ["Evil", " evil  "])
def test_who_names_a_root_of_its_own_is_not_believed_for_it(tmp_path, root, issuers, name):
    evil = Authority("Evil", issuer_name=name)
    issuers.answers["/root"] = plain(evil.written("der"))
    with site(evil.vouch(tmp_path / "tls.pem", at=f"{issuers.url}/root")) as web:
        error = get(web.url + "/", times=2)
    assert (error.kind, web.asked, issuers.paths()) == ("tls", [], ["/root"])


def test_what_is_fetched_between_two_vouches_for_nothing_without_a_root(tmp_path, root, issuers):
    evil = Authority("Evil", Authority("Far"), at=f"{issuers.url}/evil")
    issuers.answers["/evil"] = plain(evil.written("der"))
    with site(evil.vouch(tmp_path / "tls.pem", at=f"{issuers.url}/evil")) as web:
        error = get(web.url + "/")
    assert (error.kind, web.asked, len(issuers.asked)) == ("tls", [], 4)


def test_what_one_server_has_fetched_is_not_taken_for_another_ones_issuer(tmp_path, root, issuers):
    # Under the name of an authority from which others have their certificates, it would keep them all from being read.
    evil = Authority("Lower", Authority("Far"))
    issuers.answers["/evil"] = plain(evil.written("der"))
    good = Authority("Lower", root)
    whole = good.vouch(tmp_path / "good.pem")
    whole.write_bytes(whole.read_bytes() + good.written("pem"))
    with site(evil.vouch(tmp_path / "evil.pem", at=f"{issuers.url}/evil")) as spoiler, site(whole) as web:
        web.answers["/"] = plain("news")
        refused, read = get_all([spoiler.url + "/", web.url + "/"])
    assert (refused.kind, read, issuers.paths()) == ("tls", b"news", ["/evil"])


@pytest.mark.parametrize(
    "answer",
    [plain("x", 404), plain("no certificate"), plain(b"\x30\x82\xff\xff"), endless(OK, b"0" * 9_999), plain(STRANGE)],
    ids=["404", "text", "cut", "endless", "of a version to come"],
)  # fmt: skip
def test_where_no_issuer_is_found_the_certificate_is_refused_as_it_was(tmp_path, root, issuers, answer):
    issuers.answers["/lower"] = answer
    with site(Authority("Lower", root).vouch(tmp_path / "tls.pem", at=f"{issuers.url}/lower")) as web:
        error = get(web.url + "/")
    assert error.kind == "tls"
    assert "unable to get local issuer certificate" in str(error)


def test_an_issuer_that_says_nothing_takes_no_more_than_the_requests_own_time(tmp_path, root, issuers):
    issuers.answers["/lower"] = hang
    with site(Authority("Lower", root).vouch(tmp_path / "tls.pem", at=f"{issuers.url}/lower")) as web:
        assert get(web.url + "/", timeout="1s").kind == "timeout"


def test_no_issuer_is_fetched_from_an_address_that_is_not_public(tmp_path, root, issuers):
    lower = Authority("Lower", root)
    issuers.answers["/lower"] = plain(lower.written("der"))
    address = issuers.url.replace("127.0.0.1", "127.0.9.9")
    with site(lower.vouch(tmp_path / "tls.pem", at=f"{address}/lower")) as web:
        assert get(web.url + "/", private_addresses=["127.0.0.1/32"]).kind == "tls"
    assert issuers.asked == []


@pytest.mark.parametrize("cipher", ["ECDHE-RSA-AES256-SHA", "AES128-GCM-SHA256", "AES256-SHA"])
def test_servers_that_know_only_what_was_usual_ten_years_ago_are_read(tmp_path, root, cipher):
    def old(context):
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(cipher)

    with site(root.vouch(tmp_path / "tls.pem", is_rsa=True), secured=old) as web:
        web.answers["/"] = plain("news")
        assert get(web.url + "/") == b"news"


@pytest.mark.parametrize(
    ("host", "is_read"), [("127.0.0.1", True), ("0.0.1", True), ("0.0.0.1", False), ("27.0.0.1", False)]
)
def test_only_hosts_that_the_user_names_are_read_whatever_they_show(tmp_path, host, is_read):
    with site(certificate(tmp_path / "tls.pem", expired=True)) as web:
        web.answers["/"] = plain("news")
        assert (get(web.url + "/", unverified=[host]) == b"news") is is_read
