"""A private Spark Connect server for tests: from pip's pyspark, on loopback, gone afterwards."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import free_port

SERVER_CLASS = "org.apache.spark.sql.connect.service.SparkConnectServer"
START_SECONDS = 120.0


@dataclass(frozen=True, kw_only=True)
class SparkConnectServer:
    """A running server with one core."""

    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def url(self) -> str:
        """What Spark Connect's clients are told."""
        return f"sc://127.0.0.1:{self.port}"

    @classmethod
    @contextlib.contextmanager
    def started(cls) -> Iterator["SparkConnectServer"]:
        """Start a server, and stop and remove it on leaving."""
        import pyspark

        home, port = Path(pyspark.__path__[0]), free_port()
        with tempfile.TemporaryDirectory(prefix="boardroom-spark-") as folder:
            settings = {
                "spark.ui.enabled": "false",
                "spark.connect.grpc.binding.address": "127.0.0.1",
                "spark.connect.grpc.binding.port": str(port),
                "spark.sql.shuffle.partitions": "1",
                "spark.sql.warehouse.dir": folder,
            }
            options = [f"--conf={name}={value}" for name, value in settings.items()]
            program = [str(home / "bin" / "spark-submit"), "--master=local[1]", *options]
            process = subprocess.Popen(
                [*program, "--class", SERVER_CLASS, "spark-internal"],
                cwd=folder,
                env={
                    **os.environ,
                    "SPARK_HOME": str(home),
                    "SPARK_LOCAL_IP": "127.0.0.1",
                    "PYSPARK_PYTHON": sys.executable,
                },
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            server = cls(process=process, port=port)
            try:
                server._wait()
                yield server
            finally:
                server.kill()

    def kill(self) -> None:
        """End it without ceremony."""
        self.process.kill()
        self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Spark Connect did not start")
            time.sleep(0.2)
