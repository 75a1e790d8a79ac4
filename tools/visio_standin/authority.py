# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""A throw-away certificate authority and one server certificate, made by the openssl program."""
import ipaddress
import ssl
import subprocess


def _openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def _still_good(pem):
    return pem.exists() and subprocess.run(["openssl", "x509", "-checkend", "3600", "-noout", "-in", str(pem)],
                                           capture_output=True, check=False).returncode == 0


def _alternative(name):
    try:
        return f"IP:{ipaddress.ip_address(name)}"
    except ValueError:
        return f"DNS:{name}"


def server_context(folder, names):
    """Makes ca.pem and server.pem in `folder` for `names` (a restart with the same names keeps them)."""
    folder.mkdir(parents=True, exist_ok=True)
    ca, ca_key = folder / "ca.pem", folder / "ca.key"
    server, key, extensions = folder / "server.pem", folder / "server.key", folder / "server.ext"
    wanted = ("subjectAltName=" + ",".join(map(_alternative, names)) +
              "\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n")
    kept = extensions.exists() and extensions.read_text() == wanted and _still_good(ca) and _still_good(server)
    if not kept:
        new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        _openssl("req", "-x509", *new_key, "-keyout", ca_key, "-out", ca, "-days", "7", "-subj",
                 "/CN=Rotonde stand-in authority", "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
                 "keyUsage=critical,keyCertSign,cRLSign")
        request = folder / "server.csr"
        _openssl("req", *new_key, "-keyout", key, "-out", request, "-subj", "/CN=visio-standin")
        extensions.write_text(wanted)
        _openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-out", server, "-days", "7",
                 "-extfile", extensions)
        for secret in (ca_key, key):
            secret.chmod(0o600)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server, key)
    return context
