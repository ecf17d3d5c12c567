"""Mail through a real SMTP server, and to files in a demo."""

import importlib
import ipaddress
import re
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client
from django.urls import clear_url_caches

from config import mail, urls_province, urls_tenant, worker
from tenants.remembered import forget_everything
from tests.core.notifications.delivery.outgoing import now_due
from tests.support.cast import Office
from tests.support.mails import posted
from tests.web.places import CITY, OTHER_CITY

ADDRESS = "ratna@example.id"
LOGIN = (b"laksa", b"kata sandi")


class Post:
    """Keeps what the server is given."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"

    def to(self, address: str) -> list[tuple[Envelope, EmailMessage]]:
        """What came for one address."""
        there = [envelope for envelope in self.envelopes if envelope.rcpt_tos == [address]]
        return [(envelope, message_from_bytes(envelope.content, policy=policy.default)) for envelope in there]


def _allow(server: object, session: object, envelope: object, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == LOGIN)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Key and certificate of 127.0.0.1 in one file, which this process trusts and no other does."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    made = builder.add_extension(host, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "mail.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@pytest.fixture
def post(settings, office: Office, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server that wants STARTTLS and the password of LOGIN, and the settings that know it."""
    post = Post()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    encryption = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    encryption.load_cert_chain(certificate)
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=port,
        tls_context=encryption,
        require_starttls=True,
        authenticator=_allow,
        auth_required=True,
    )
    controller.start()
    monkeypatch.setenv("LAKSA_MAIL_URL", f"smtp+starttls://laksa:kata%20sandi@127.0.0.1:{port}")
    for name, value in mail.settings_from_environment(is_demo=False, base_domain="laksa.example").items():
        setattr(settings, name, value)
    yield post
    controller.stop()


@pytest.fixture
def office(cast) -> Office:
    return cast.tangerang


def test_the_code_that_the_server_was_given_signs_in(post: Post) -> None:
    client = Client(HTTP_HOST=CITY)
    assert client.post("/akun/masuk/warga/", {"email": ADDRESS}).status_code == 302
    worker.run_all()
    ((envelope, letter),) = post.to(ADDRESS)
    assert envelope.mail_from == "laksa@laksa.example"
    assert (letter["To"], letter["Subject"]) == (ADDRESS, "Kode masuk LAKSA Kota Tangerang")
    assert letter["From"] == "LAKSA Kota Tangerang <laksa@laksa.example>"
    plain, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    code = re.search(r"\b\d{4} \d{4}\b", plain).group(0)
    assert f"<h1>{code}</h1>" in html
    assert f'href="http://{CITY}/"' in html
    assert client.post("/akun/masuk/warga/kode/", {"code": code})["Location"] == "/saya/"


def test_a_wrong_password_of_the_server_delays_the_mail(post: Post, office: Office, settings) -> None:
    settings.EMAIL_HOST_PASSWORD = "salah"
    client = Client(HTTP_HOST=CITY)
    assert client.post("/akun/masuk/warga/", {"email": ADDRESS}).status_code == 302
    worker.run_all()
    assert post.envelopes == []
    settings.EMAIL_HOST_PASSWORD = "kata sandi"
    forget_everything()
    now_due(office)
    posted()
    ((_envelope, letter),) = post.to(ADDRESS)
    code = re.search(r"\b\d{4} \d{4}\b", letter.get_body(("plain",)).get_content()).group(0)
    assert client.post("/akun/masuk/warga/kode/", {"code": code})["Location"] == "/saya/"


@pytest.fixture
def demo(settings, tmp_path, office: Office) -> Iterator[None]:
    """A demo: mail goes to files, and the address that shows them exists."""
    settings.DATA_DIR, settings.DEMO = tmp_path, True
    settings.EMAIL_BACKEND = "demo.mailbox.FileBackend"
    for urls in (urls_tenant, urls_province):
        importlib.reload(urls)
    clear_url_caches()
    yield
    settings.DEMO = False
    for urls in (urls_tenant, urls_province):
        importlib.reload(urls)
    clear_url_caches()


def test_a_demo_shows_each_hosts_mail_on_that_host(demo: None) -> None:
    client = Client(HTTP_HOST=CITY)
    assert "Belum ada e-mail" in client.get("/dev/mail/").content.decode()
    client.post("/akun/masuk/warga/", {"email": ADDRESS})
    worker.run_all()
    page = client.get("/dev/mail/")
    text = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "Kode masuk LAKSA Kota Tangerang" in text
    assert ADDRESS in text
    code = re.search(r"\b\d{4} \d{4}\b", text).group(0)
    assert client.post("/akun/masuk/warga/kode/", {"code": code})["Location"] == "/saya/"
    for other in (OTHER_CITY, "localhost"):
        assert ADDRESS not in Client(HTTP_HOST=other).get("/dev/mail/").content.decode()


@pytest.mark.parametrize("host", [CITY, "localhost"])
def test_elsewhere_the_address_does_not_exist(office: Office, host: str) -> None:
    assert Client(HTTP_HOST=host).get("/dev/mail/").status_code == 404
