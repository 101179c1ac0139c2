"""A small client for robots in Python: the local protocol of a run, and the coordinator's verbs over HTTP.

Standard library only. Copy it into your package and change it as you like; docs/other-languages.md explains each part.
"""

import contextlib
import json
import os
import socket
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

GIVE_UP_SECONDS = 300  # how long an unreachable coordinator is asked again


class Refused(Exception):
    """The coordinator or the supervisor said no; `code` says why, the message what to do."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]


class BusinessError(Exception):
    """Raise it out of the top level when the data is wrong and not the program: the run ends as `business-error`."""


class Robot:
    def __init__(self):
        self.params = json.loads(os.environ["GANTRY_PARAMS"])
        self.run = json.loads(os.environ["GANTRY_RUN"])
        self.cancelled = threading.Event()  # set when the run is to end: finish or release what you hold, then leave
        self._url = os.environ["GANTRY_URL"]
        self._token = os.environ["GANTRY_RUN_TOKEN"]
        # GANTRY_CA: the operator's own certificate authority, where there is one; else what this machine trusts
        self._trust = ssl.create_default_context(cafile=os.environ.get("GANTRY_CA"))
        self._client = uuid.uuid4().hex  # who numbers the requests
        self._number = 0
        self._steps = 0
        self._answers = {}
        self._alone = False  # the supervisor closed the socket
        self._changed = threading.Condition()
        self._local = socket.socket(socket.AF_UNIX)
        self._local.connect(os.environ["GANTRY_SOCKET"])
        threading.Thread(target=self._listen, daemon=True).start()
        sys.excepthook = self._failed

    # What the coordinator does: queues, resources, locks.

    def call(self, verb, **params):
        """Sends a verb of docs/protocol.md. Sent again with the same number, it has its effect once and gives the first answer."""
        self._number += 1
        body = json.dumps({"id": self._number, "verb": verb, "params": params}).encode()
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        url = f"{self._url}/api/v1/rpc?client={self._client}"
        until = time.monotonic() + GIVE_UP_SECONDS
        while True:
            try:
                with urllib.request.urlopen(urllib.request.Request(url, body, headers), context=self._trust) as response:
                    reply = json.load(response)
                break
            except urllib.error.HTTPError as error:
                if (error.code < 500 and error.code != 429) or time.monotonic() > until:
                    raise Refused(json.load(error)) from error
            except (urllib.error.URLError, ConnectionError, TimeoutError, json.JSONDecodeError) as error:
                if isinstance(getattr(error, "reason", None), ssl.SSLCertVerificationError):
                    raise  # asking again does not help: the agent needs --ca, or the coordinator another certificate
                if time.monotonic() > until:
                    raise
            time.sleep(1)
        if "err" in reply:
            raise Refused(reply["err"])
        return reply["ok"]

    # What the supervisor does: log, steps, pictures, files, the result. One JSON object a line.

    def log(self, level, text, fields=None):
        self._tell({"do": "log", "level": level, "text": text, **({} if fields is None else {"fields": fields})})

    @contextlib.contextmanager
    def step(self, name):
        self._steps += 1
        number, began = self._steps, time.monotonic()
        self._tell({"do": "step", "step": number, "name": name})
        end = {"do": "step-end", "step": number, "ok": True}
        try:
            yield
        except Exception as error:
            end.update(ok=False, error=str(error))
            raise
        finally:
            self._tell({**end, "ms": round((time.monotonic() - began) * 1000)})

    def progress(self, done, total):
        self._tell({"do": "progress", "done": done, "total": total})

    def output(self, value):
        self._tell({"do": "output", "value": value})
        self._ask({"do": "flush"})  # when it is answered, everything before is on the agent's disk

    def screenshot(self, label):
        return self._ask({"do": "screenshot", "label": label}).get("name")

    def attach(self, path, name=None):
        return self._ask({"do": "attach", "path": path, **({} if name is None else {"name": name})})["name"]

    def _failed(self, kind, error, trace):
        business = isinstance(error, BusinessError)
        message = str(error) if business else f"{kind.__name__}: {error}"
        self._tell({"do": "error", "kind": "business" if business else "error", "message": message})
        sys.__excepthook__(kind, error, trace)  # the traceback is in the log, line by line

    def _tell(self, message):
        self._local.sendall(json.dumps(message).encode() + b"\n")

    def _ask(self, message):
        self._number += 1
        number = self._number
        self._tell({"id": number, **message})
        with self._changed:
            self._changed.wait_for(lambda: number in self._answers or self._alone)
            if number not in self._answers:
                raise ConnectionError("the supervisor is gone, and the run with it")
            answer = self._answers.pop(number)
        if "err" in answer:
            raise Refused(answer["err"])
        return answer.get("ok") or {}

    def _listen(self):
        for line in self._local.makefile(encoding="utf-8"):
            message = json.loads(line)
            if "abort" in message:
                self.cancelled.set()
            elif "re" in message:
                with self._changed:
                    self._answers[message["re"]] = message
                    self._changed.notify_all()
        self.cancelled.set()
        with self._changed:
            self._alone = True
            self._changed.notify_all()


robot = Robot()
