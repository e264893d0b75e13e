"""A corpus as a bucket: nginx answers GetObject from the files, and ListObjectsV2 from pages written ahead.

It is faster than whoever asks it, which a server that implements S3 is not.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from urllib.parse import quote
from xml.sax.saxutils import escape

NAME = "logs"
KEYS_OF_PAGE = 1_000
# Where Debian's nginx-light has the module that can wait.
MODULE = "/usr/lib/nginx/modules/ngx_http_echo_module.so"

CONFIGURATION = """
{modules}
worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;
events {{ worker_connections 1024; }}
http {{
  access_log {log};
  default_type binary/octet-stream; keepalive_requests 10000000; merge_slashes off; etag on;
  sendfile on; tcp_nodelay on;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  map $args $number {{ default 0; "~continuation-token=(?<token>[0-9]+)" $token; "~start-after=" none; }}
  map $arg_delimiter $kind {{ default folders; "" keys; }}
  {servers}
}}
"""

SERVER = """
  server {{
    listen 127.0.0.1:{port};
    location = /{name} {{ {wait} }}
    location = /{name}/ {{ {wait} }}
    location @list {{ root {folder}/pages; default_type application/xml; try_files /$kind,$number,$arg_prefix /keys,none, =500; }}
    location / {{ {wait_for_object} }}
    location @object {{ root {folder}/objects; try_files $uri =404; }}
  }}
"""


def missing():
    """What a bucket lacks on this machine; None if nothing."""
    return None if shutil.which("nginx") else "nginx is not installed (Debian: nginx-light)"


def can_wait():
    return os.path.exists(MODULE)


def page(prefix, contents, folders=(), token=None):
    more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>{NAME}</Name><Prefix>{quote(prefix)}</Prefix><EncodingType>url</EncodingType><MaxKeys>{KEYS_OF_PAGE}</MaxKeys>"
        f"<KeyCount>{len(contents) + len(folders)}</KeyCount>"
        + (more if token is not None else "<IsTruncated>false</IsTruncated>")
        + "".join(contents)
        + "".join(f"<CommonPrefixes><Prefix>{quote(folder)}</Prefix></CommonPrefixes>" for folder in folders)
        + "</ListBucketResult>"
    )


def entry(key, status):
    # nginx makes its ETag of time and size.
    tag = f"{int(status.st_mtime):x}-{status.st_size:x}"
    time_text = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(status.st_mtime))
    return (
        f"<Contents><Key>{escape(quote(key))}</Key><LastModified>{time_text}</LastModified><ETag>&quot;{tag}&quot;</ETag>"
        f"<Size>{status.st_size}</Size><StorageClass>STANDARD</StorageClass></Contents>"
    )


def entries(corpus):
    """The keys of a corpus in the order of a listing, with what a listing says of each."""
    root = os.path.dirname(corpus)
    found = []
    for folder, _, names in os.walk(corpus):
        for name in names:
            path = os.path.join(folder, name)
            found.append((os.path.relpath(path, root), os.stat(path)))
    found.sort(key=lambda pair: pair[0].encode())
    return [(key, entry(key, status)) for key, status in found]


def write_pages(folder, listed):
    """Writes the pages that are asked for: of everything, of each level down to the regions, and of each region."""
    os.makedirs(folder)

    def write(kind, number, prefix, text):
        with open(os.path.join(folder, f"{kind},{number},{quote(prefix, safe='')}"), "w") as file:
            file.write(text)

    write("keys", "none", "", page("", []))
    prefixes, levels = {}, {}
    for key, text in listed:
        parts = key.split("/")
        # AWSLogs / account / CloudTrail / region / …
        for depth in range(0, 4):
            above = "".join(part + "/" for part in parts[:depth])
            levels.setdefault(above, set()).add(above + parts[depth] + "/")
        for prefix in ("", "".join(part + "/" for part in parts[:4])):
            prefixes.setdefault(prefix, []).append(text)
    for prefix, folders in levels.items():
        write("folders", 0, prefix, page(prefix, [], sorted(folders)))
    for prefix, texts in prefixes.items():
        for number, start in enumerate(range(0, len(texts), KEYS_OF_PAGE)):
            token = number + 1 if start + KEYS_OF_PAGE < len(texts) else None
            write("keys", number, prefix, page(prefix, texts[start:start + KEYS_OF_PAGE], token=token))


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Bucket:
    """The bucket `logs`, at an endpoint that answers at once, and at another that waits before it does.

    `log` is a file for the requests, which costs time.
    """

    def __init__(self, folder, corpus, seconds=None, log="off"):
        self.folder, self.uri = folder, f"s3://{NAME}"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(os.path.join(folder, "objects"))
        os.symlink(os.path.dirname(corpus), os.path.join(folder, "objects", NAME))
        write_pages(os.path.join(folder, "pages"), entries(corpus))
        ports = [free_port() for _ in range(2 if seconds else 1)]
        waits = [("try_files /.none @list;", "try_files /.none @object;")]
        if seconds:
            waits.append(tuple(f"echo_sleep {seconds}; echo_exec @{name};" for name in ("list", "object")))
        servers = [
            SERVER.format(folder=folder, name=NAME, port=port, wait=wait, wait_for_object=wait_for_object)
            for port, (wait, wait_for_object) in zip(ports, waits)
        ]
        modules = f"load_module {MODULE};" if seconds else ""
        with open(os.path.join(folder, "nginx.conf"), "w") as file:
            file.write(CONFIGURATION.format(folder=folder, modules=modules, servers="".join(servers), log=log))
        self.endpoint, self.slow = f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[-1]}"
        self.server = subprocess.Popen(
            ["nginx", "-e", os.path.join(folder, "error.log"), "-c", os.path.join(folder, "nginx.conf")],
            stderr=subprocess.DEVNULL,
        )
        self.wait(ports[0])

    def wait(self, port):
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.close()
        raise OSError(f"nginx does not start; see {self.folder}/error.log")

    def close(self):
        self.server.send_signal(signal.SIGTERM)
        self.server.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
