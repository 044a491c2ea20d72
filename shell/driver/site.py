"""The demo site and the tests' pages, over https on the loopback address, with a certificate of our own."""

import functools
import http.server
import os
import pathlib
import shutil
import ssl
import subprocess
import threading

HOSTS = ["demo.localhost", "widget.localhost", "other.localhost", "localhost"]


class SiteError(Exception):
    """The site cannot be served; the message says what to do."""


def make_certificate(folder):
    """A certificate and its key for HOSTS in folder, made where they are missing. Returns the certificate's path."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "site.pem", folder / "site.key"
    if certificate.exists() and key.exists():
        return certificate
    if not shutil.which("openssl"):
        raise SiteError("the demo site needs a certificate, and there is no openssl program: apt-get install openssl")
    names = ",".join("DNS:" + host for host in HOSTS)
    order = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "3650", "-subj", "/CN=Cordon demo site", "-addext", "subjectAltName=" + names,
             "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(order, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.chmod(key, 0o600)
    return certificate


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the folders in order, and pages made on the fly."""

    folders = ()
    pages = {}
    headers_of = {}
    redirects = {}

    def translate_path(self, path):
        name = path.split("?")[0].lstrip("/") or "index.html"
        for folder in self.folders:
            found = (pathlib.Path(folder) / name).resolve()
            if found.is_file() and str(found).startswith(str(pathlib.Path(folder).resolve())):
                return str(found)
        return "/nonexistent"

    def do_GET(self):
        if self.path in self.redirects:
            self.send_response(302)
            self.send_header("Location", self.redirects[self.path].replace("PORT", str(self.server.server_address[1])))
            self.end_headers()
            return
        page = self.pages.get(self.path.split("?")[0])
        if page is None:
            super().do_GET()
            return
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self):
        for name, value in self.headers_of.get(self.path.split("?")[0], {}).items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_arguments):
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request, _client_address):
        """A browser hangs up when it likes."""


class Site:
    """Serves folders (first match wins) and pages ({path: html}) on https://HOST:port/ for each of HOSTS.

    redirects is {path: url}; PORT in the url becomes the site's own.
    """

    def __init__(self, folders, certificate, port=0, pages=None, headers=None, tls=True, redirects=None):
        handler = type("Handler", (_Handler,), {"folders": tuple(folders), "pages": pages or {}, "headers_of": headers or {},
                                                "redirects": redirects or {}})
        self.server = _Server(("127.0.0.1", port), functools.partial(handler))
        self.tls = tls
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, pathlib.Path(certificate).with_suffix(".key"))
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def origin(self, host="demo.localhost"):
        return "%s://%s:%d" % ("https" if self.tls else "http", host, self.port)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
