"""What stops a load: Ctrl-C, kill -9, a full disk, another load. The last good data stays."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from boardroom.data.sources.load import load_source, load_sources
from boardroom.data.sources.load_table import LoadSettings
from boardroom.data.sources.progress import Cancelled, Step, Task
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake
from tests.nasty.test_nasty_files import rows_of

FEW = 100
MANY = 400_000
LOAD = """
import sys
from pathlib import Path
from boardroom.data.sources.load import load_sources
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake
def told(step):
    print(step.text, flush=True)
spec = SourceSpec(name="s", location=sys.argv[1])
report = load_sources([spec], Lake(Path(sys.argv[2])), told=told)[0]
for table in report.tables:
    print("ended", table.status, table.rows, table.problem.splitlines()[:1], flush=True)
"""


def write_rows(path: Path, *, rows: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as out:
        out.write("order_id,order_date,customer,amount\n")
        for number in range(rows):
            day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
            out.write(f"{number},{day},customer {number % 977},{number % 1000}.25\n")


def start_load(files: Path, lake: Lake) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", LOAD, str(files), str(lake.root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(child: "subprocess.Popen[str]", text: str) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        if text in line:
            return
    pytest.fail(f"the load never said {text!r}: {child.communicate()[1]}")


def loaded_lake(tmp_path: Path) -> tuple[Path, Lake]:
    """A lake with 100 rows of table ``orders``, whose file has since become large."""
    files, lake = tmp_path / "files", Lake(tmp_path / "lake")
    write_rows(files / "orders.csv", rows=FEW)
    load_source(SourceSpec(name="s", location=str(files)), lake)
    write_rows(files / "orders.csv", rows=MANY)
    return files, lake


@pytest.mark.parametrize("moment", ["reading", "finding types", "checking quality", "writing"])
def test_kill_9_leaves_the_last_good_data_and_the_next_load_succeeds(
    moment: str, tmp_path: Path
) -> None:
    files, lake = loaded_lake(tmp_path)
    with start_load(files, lake) as child:
        wait_for(child, moment)
        child.kill()
    assert len(rows_of(lake, "orders")) in (FEW, MANY)
    if moment != "writing":
        assert len(rows_of(lake, "orders")) == FEW
    report = load_source(SourceSpec(name="s", location=str(files)), lake)
    assert report.tables[0].rows == MANY
    assert len(rows_of(lake, "orders")) == MANY
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.parametrize("moment", ["reading", "writing"])
def test_control_c_stops_soon_and_leaves_the_last_good_data(moment: str, tmp_path: Path) -> None:
    files, lake = loaded_lake(tmp_path)
    with start_load(files, lake) as child:
        wait_for(child, moment)
        pressed = time.monotonic()
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate()
        assert time.monotonic() - pressed < 20
    if child.returncode:
        assert "KeyboardInterrupt" in errors
        assert len(rows_of(lake, "orders")) == FEW
        assert not list((tmp_path / "tmp").iterdir())
    report = load_source(SourceSpec(name="s", location=str(files)), lake)
    assert report.tables[0].rows == MANY


def test_a_cancelled_load_changes_nothing(tmp_path: Path) -> None:
    files, lake = loaded_lake(tmp_path)
    task: Task

    def told(step: Step) -> None:
        if step.text == "finding types":
            task.cancel()

    task = Task(told)
    with pytest.raises(Cancelled):
        load_source(SourceSpec(name="s", location=str(files)), lake, task=task)
    assert lake.table("orders").version == 0


def test_two_loads_of_one_table_queue_up(tmp_path: Path) -> None:
    files, lake = loaded_lake(tmp_path)
    with start_load(files, lake) as first, start_load(files, lake) as second:
        with lake.lock("orders"):
            wait_for(first, "waiting for another load of 'orders'")
            wait_for(second, "waiting for another load of 'orders'")
        outputs = sorted([first.communicate()[0], second.communicate()[0]], key=len)
    assert outputs[0].startswith("ended unchanged")
    assert "ended loaded" in outputs[1]
    assert [table.version for table in lake.history("orders")] == [1, 0]


def test_readers_see_whole_versions_while_loads_go_on(tmp_path: Path) -> None:
    files, lake = loaded_lake(tmp_path)
    seen: set[int] = set()
    with start_load(files, lake) as child:
        while child.poll() is None:
            seen.add(len(rows_of(Lake(lake.root), "orders")))
        seen.add(len(rows_of(Lake(lake.root), "orders")))
        child.communicate()
    assert seen == {FEW, MANY}


def test_a_caller_can_stop_a_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, lake = loaded_lake(tmp_path)
    under_way, cancelled = threading.Event(), threading.Event()
    cancel = Task.cancel

    def cancel_and_tell(task: Task) -> None:
        cancel(task)
        cancelled.set()

    def told(_step: Step) -> None:
        under_way.set()
        cancelled.wait(timeout=60)  # or the load could end before anybody looks

    monkeypatch.setattr(Task, "cancel", cancel_and_tell)
    settings = LoadSettings(stopped=under_way.is_set)
    spec = SourceSpec(name="s", location=str(files))
    with pytest.raises(Cancelled):
        load_sources([spec], lake, told=told, settings=settings)
    assert len(rows_of(lake, "orders")) == FEW


READ = """
import sys
from pathlib import Path
import duckdb
from boardroom.data.warehouse.lake import Lake
print("ready", flush=True)
lake, last = Lake(Path(sys.argv[1])), 0
while last < int(sys.argv[2]):
    files = list(lake.table("orders").files)
    sql = "SELECT count(*), count(DISTINCT order_id), max(order_id) + 1 FROM read_parquet($files)"
    found = duckdb.execute(sql, {"files": files}).fetchone()
    print(*found, len(files), flush=True)
    last = found[0]
"""


def test_readers_see_whole_versions_while_small_files_become_few(tmp_path: Path) -> None:
    lake, loads, rows = Lake(tmp_path / "lake"), 42, 50
    spec = SourceSpec(name="s", location=str(tmp_path / "in"))
    file_counts = []
    readers: list[subprocess.Popen[str]] = []
    for number in range(loads):
        lines = [f"{one},{one}.5" for one in range(number * rows, (number + 1) * rows)]
        (tmp_path / "in").mkdir(exist_ok=True)
        text = "\n".join(["order_id,amount", *lines]) + "\n"
        (tmp_path / "in" / f"orders_{number:04}.csv").write_text(text)
        assert not load_source(spec, lake).failed
        file_counts.append(len(lake.table("orders").files))
        if not readers:
            command = [sys.executable, "-c", READ, str(lake.root), str(loads * rows)]
            readers = [
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for _ in range(2)
            ]
            for reader in readers:
                wait_for(reader, "ready")
    assert max(file_counts) >= 32
    assert file_counts[-1] < 15
    for reader in readers:
        out, err = reader.communicate(timeout=60)
        assert reader.returncode == 0, err
        seen = [[int(word) for word in line.split()] for line in out.splitlines()]
        assert len(seen) > 5
        counts = [line[0] for line in seen]
        assert counts == sorted(counts)
        assert all(line[0] == line[1] == line[2] and line[0] % rows == 0 for line in seen)


def test_a_full_disk_keeps_the_last_good_version_and_says_so(tmp_path: Path) -> None:
    files, lake = loaded_lake(tmp_path)
    small = 256 * 1024

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (small, small))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [sys.executable, "-c", LOAD, str(files), str(lake.root)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert "ended failed 100" in done.stdout, done
    assert "the disk is full" in done.stdout
    assert len(rows_of(lake, "orders")) == FEW
    state = lake.state("orders")
    assert state is not None
    assert "the disk is full" in state.problem
    assert len(list((lake.root / "orders").glob("*.parquet"))) == 1


def test_one_failing_source_does_not_stop_the_others(tmp_path: Path) -> None:
    write_rows(tmp_path / "good" / "orders.csv", rows=FEW)
    lake = Lake(tmp_path / "lake")
    specs = [
        SourceSpec(name="gone", location=str(tmp_path / "nowhere")),
        SourceSpec(name="down", location="postgresql://u:secret@127.0.0.1:1/x"),
        SourceSpec(name="good", location=str(tmp_path / "good")),
    ]
    gone, down, good = load_sources(specs, lake)
    assert "there is no file or folder" in gone.problem
    assert down.problem
    assert "secret" not in repr(down)
    assert good.tables[0].rows == FEW


def test_tables_of_the_same_name_in_two_sources_do_not_overwrite_each_other(
    tmp_path: Path,
) -> None:
    write_rows(tmp_path / "a" / "orders.csv", rows=3)
    write_rows(tmp_path / "b" / "orders.csv", rows=5)
    lake = Lake(tmp_path / "lake")
    specs = [SourceSpec(name=name, location=str(tmp_path / name)) for name in ("a", "b")]
    for _ in range(2):
        load_sources(specs, lake)
        rows = {name: table.rows for name, table in lake.tables().items()}
        assert rows == {"orders": 3, "b_orders": 5}
    (again,) = load_sources(specs[1:], lake)
    assert [table.status for table in again.tables] == ["unchanged"]
    assert {note.kind for note in again.notes} == {"renamed_table"}


def test_a_source_that_vanishes_leaves_its_tables_marked_stale(tmp_path: Path) -> None:
    files, lake = loaded_lake(tmp_path)
    (files / "orders.csv").unlink()
    write_rows(files / "other.csv", rows=FEW)
    report = load_source(SourceSpec(name="s", location=str(files)), lake)
    by_name = {table.table: table for table in report.tables}
    assert by_name["other"].status == "loaded"
    assert by_name["orders"].status == "failed"
    assert "no longer holds 'orders'" in by_name["orders"].problem
    assert len(rows_of(lake, "orders")) == FEW
    state = lake.state("orders")
    assert state is not None
    assert state.problem


def test_pipes_links_in_circles_and_broken_links_are_left_out(tmp_path: Path) -> None:
    files = tmp_path / "files"
    write_rows(files / "orders.csv", rows=3)
    os.mkfifo(files / "pipe.csv")
    (files / "loop").symlink_to(files)
    (files / "circle.csv").symlink_to(files / "circle.csv")
    (files / "broken.csv").symlink_to(files / "nowhere.csv")
    report = load_source(SourceSpec(name="s", location=str(files)), Lake(tmp_path / "lake"))
    assert [table.table for table in report.tables] == ["orders"]
    assert {note.kind for note in report.notes} == {"ignored_files"}


def test_a_file_that_grows_while_it_is_read_is_read_again_next_time(tmp_path: Path) -> None:
    files, lake = tmp_path / "files", Lake(tmp_path / "lake")
    write_rows(files / "orders.csv", rows=FEW)
    spec = SourceSpec(name="s", location=str(files))

    def append() -> None:
        with (files / "orders.csv").open("a") as out:
            for number in range(FEW, FEW + 50):
                out.write(f"{number},2024-01-01,someone,1.25\n")
                out.flush()
                time.sleep(0.002)

    writer = threading.Thread(target=append)
    writer.start()
    load_source(spec, lake)
    writer.join()
    report = load_source(spec, lake)
    assert report.tables[0].rows == FEW + 50
