from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from storage import articles, copies, digests, pages, rejections, schema, stories
from storage.connection import Store
from storage.errors import SchemaTooNew, StorageError, StoreDamaged, StoreLocked
from storage.models import Fold, Membership, Reason, Rejection, Story
from tests.storage.making import NOW, STORY, article, digest, page

ROOT = Path(__file__).parents[2]


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start Python on `code`, whose output can be read line by line."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


@pytest.fixture
def holder(store: Store) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the store until it is killed."""
    code = """
        import sys, time
        from pathlib import Path
        from storage.connection import Store
        with Store(Path(sys.argv[1])).writing("loading pages"):
            print("holding", flush=True)
            time.sleep(60)
    """
    process = run(code, store.path)
    assert line_of(process) == "holding"
    yield process
    ended(process)


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order of the table."""
    with store.reading() as connection:
        tables = [
            name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        ]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def fill(store: Store) -> None:
    """Do all that a run does to the store, in one transaction a step."""
    loaded = [page(number) for number in range(3)]
    written = [article(number, of=loaded[number]) for number in range(2)]
    with store.writing() as connection:
        pages.add(connection, store.archive, loaded)
        refused = Rejection(
            address=loaded[2].address, stage="extract", reason=Reason.STUB, detail="Short.", at=NOW, page=loaded[2].id
        )
        rejections.add(connection, [refused])
    with store.writing() as connection:
        articles.add(connection, written)
        copies.put(connection, [Fold(version=one.version, origin="Northwire", origin_reason="x") for one in written])
        stories.put(connection, Story(id=STORY, title="The harbor bridge", terms=("bridge", "bolts")))
        on_it = [Membership(story=STORY, version=one.version, score=1 / 3, reason="bridge") for one in written]
        stories.replace_memberships(connection, STORY, on_it)
    with store.writing() as connection:
        digests.save(connection, digest(written[0]))


def test_a_block_is_kept_when_it_ends(store: Store) -> None:
    with store.writing() as connection:
        pages.add(connection, store.archive, [page()])
    with store.reading() as connection:
        assert pages.known_ids(connection) == {page().id}


def test_nothing_of_a_block_that_raises_is_kept(store: Store) -> None:
    def fail_halfway() -> None:
        with store.writing() as connection:
            pages.add(connection, store.archive, [page()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    with store.reading() as connection:
        assert pages.known_ids(connection) == set()


def test_a_reading_block_can_not_write(store: Store) -> None:
    with pytest.raises(StorageError), store.reading() as connection:
        pages.add(connection, store.archive, [page()])


def test_duckdb_errors_become_ours_with_the_cause_kept(store: Store) -> None:
    with pytest.raises(StorageError) as raised, store.writing() as connection:
        connection.execute("SELECT * FROM no_such_table")
    assert isinstance(raised.value.__cause__, duckdb.Error)
    assert "\n" not in str(raised.value)


def test_a_query_can_not_reach_files_of_the_machine(store: Store) -> None:
    with pytest.raises(StorageError, match="disabled"), store.writing() as connection:
        connection.execute("SELECT * FROM read_csv('/etc/hostname')")


def test_a_block_inside_a_block_is_refused_at_once(store: Store) -> None:
    with store.writing(), pytest.raises(RuntimeError, match="inside another"), store.reading():
        pass


def test_the_same_run_again_changes_no_byte_of_the_database(store: Store) -> None:
    fill(store)
    before, rows = hashlib.sha256(store.path.read_bytes()).hexdigest(), contents(store)
    fill(store)
    assert contents(store) == rows
    assert hashlib.sha256(store.path.read_bytes()).hexdigest() == before
    assert {"pages", "article_versions", "texts", "digests", "digest_evidence", "folds", "memberships"} <= {
        name for name, found in rows.items() if found
    }


def test_two_fresh_databases_of_the_same_run_hold_the_same_rows(tmp_path: Path) -> None:
    first, second = Store(tmp_path / "one" / "a.duckdb"), Store(tmp_path / "two" / "a.duckdb")
    fill(first)
    fill(second)
    left, right = contents(first), contents(second)
    left.pop("schema_version"), right.pop("schema_version")  # which says when it was applied
    assert left == right


def test_what_is_kept_verifies(store: Store) -> None:
    fill(store)
    assert store.verify() == []


def test_verifying_finds_repeated_rows_dangling_names_and_changed_texts(store: Store) -> None:
    fill(store)
    with store.writing() as connection:
        connection.execute("INSERT INTO pages SELECT * FROM pages LIMIT 1")
        connection.execute("DELETE FROM digests")
        connection.execute("UPDATE texts SET body = replace(body, '41', '14')")
    assert {(problem.where, problem.what, problem.count) for problem in store.verify()} == {
        ("pages", "rows repeat another one's page_id", 1),
        ("digest_sentences", "rows name a digest_id that is not in digests", 2),
        ("digest_evidence", "rows name a digest_id that is not in digests", 11),
        ("digest_articles", "rows name a digest_id that is not in digests", 1),
        ("texts", "texts are not what their hash says", 2),
        ("digest_evidence", "quotations are not what their article says", 2),
    }


def test_verifying_finds_raw_pages_that_are_gone(store: Store) -> None:
    fill(store)
    store.archive.path_of(page(1).content_sha256).unlink()
    assert [(problem.where, problem.count) for problem in store.verify()] == [("pages", 1)]


def test_a_holder_that_died_is_not_blamed_for_who_came_after_it(store: Store) -> None:
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    signed = f'{{"pid": {dead.stdout.strip()}, "purpose": "ingest", "since": "yesterday"}}'
    store.path.with_name("news.duckdb.holder").write_text(signed)
    with FileLock(store.path.with_name("news.duckdb.lock")):
        waiting = Store(store.path, lock_timeout_seconds=0.1)
        with pytest.raises(StoreLocked, match="in use by another process"), waiting.reading():
            pass


def test_a_second_process_is_told_who_has_the_database(store: Store, holder: subprocess.Popen[str]) -> None:
    waiting = Store(store.path, lock_timeout_seconds=0.3)
    told = rf"process {holder.pid} \(loading pages\) since 20\d\d-.* UTC; .* 0.3 seconds"
    with pytest.raises(StoreLocked, match=told), waiting.reading():
        pass


def test_a_second_process_gets_the_database_when_the_first_is_done(store: Store, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGTERM)
    with store.writing() as connection:
        assert pages.known_ids(connection) == set()


def test_a_program_without_our_lock_is_named_too(store: Store) -> None:
    fill(store)
    code = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(store.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert line_of(process) == "open"
        waiting = Store(store.path, lock_timeout_seconds=0.3)
        with pytest.raises(StoreLocked, match=f"process {process.pid} "), waiting.reading():
            pass
    finally:
        assert process.stdin is not None
        process.stdin.close()
        ended(process)


def test_two_processes_writing_at_once_lose_nothing(store: Store) -> None:
    code = """
        import sys
        from pathlib import Path
        from storage import stories
        from storage.connection import Store
        from storage.models import Story, StoryId
        store = Store(Path(sys.argv[1]))
        for number in range(10):
            with store.writing() as connection:
                stories.put(connection, Story(id=StoryId(f"{sys.argv[2]}-{number}"), title="A story"))
    """
    both = [run(code, store.path, name) for name in ("first", "second")]
    assert [process.wait() for process in both] == [0, 0]
    for process in both:
        ended(process)
    with store.reading() as connection:
        assert len(stories.all(connection)) == 20


def test_killing_a_writer_loses_nothing_it_acknowledged(store: Store) -> None:
    code = """
        import sys
        from pathlib import Path
        from itertools import count
        from storage import pages
        from storage.connection import Store
        from tests.storage.making import page
        store = Store(Path(sys.argv[1]))
        for number in count(int(sys.argv[2])):
            batch = [page(number * 10 + part) for part in range(10)]
            with store.writing() as connection:
                pages.add(connection, store.archive, batch)
            print(number, flush=True)
    """
    acknowledged = -1
    for survived in (1, 4, 7):
        process = run(code, store.path, acknowledged + 1)
        for _ in range(survived):
            acknowledged = int(line_of(process))
        process.send_signal(signal.SIGKILL)
        ended(process)
        with store.reading() as connection:
            known = pages.known_ids(connection)
            kept = pages.pending(connection, store.archive, limit=10_000)
        assert {page(number).id for number in range((acknowledged + 1) * 10)} <= known
        assert len(known) % 10 == 0, "a batch was kept in part"
        assert {one.id for one in kept} == known, "a page's bytes are missing"
        acknowledged = len(known) // 10 - 1  # what was committed but not yet printed
    assert store.verify() == []


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.duckdb"
    path.write_text("These are my notes. " * 500)
    with pytest.raises(StoreDamaged, match=r"notes\.duckdb is no DuckDB database"), Store(path).writing():
        pass
    assert path.read_text() == "These are my notes. " * 500


def test_a_damaged_database_is_named_and_left_alone(store: Store) -> None:
    fill(store)
    content = bytearray(store.path.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    content[8192:12288] = b"\xff" * 4096
    store.path.write_bytes(content)
    with pytest.raises(StoreDamaged, match=r"news\.duckdb is damaged"), store.reading():
        pass
    assert store.path.read_bytes() == bytes(content)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(path) as other:
        other.execute("CREATE TABLE mine (x INTEGER)")
    with pytest.raises(StorageError, match="another program"), Store(path).writing():
        pass


def test_a_database_of_a_newer_program_is_refused(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO schema_version VALUES (9000, '9000_later', 'x', now()::TIMESTAMP)")
    with pytest.raises(SchemaTooNew, match="9000_later"), store.reading():
        pass


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(StorageError, match=r"The folder .*file can't be used"),
        Store(tmp_path / "file" / "a.duckdb").writing(),
    ):
        pass


def test_a_database_that_was_half_made_when_the_program_died_is_made_anew(store: Store) -> None:
    store.path.with_name("news.duckdb.new").write_bytes(b"half")
    fill(store)
    assert store.verify() == []


def test_the_file_can_be_read_by_every_duckdb_since_1_5(store: Store) -> None:
    with store.writing() as connection:
        (tags,) = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()[0]
    assert tags["storage_version"].startswith("v1.5.0")


def test_every_migration_is_applied_once(store: Store) -> None:
    with store.writing() as connection:
        applied = connection.execute("SELECT version, name FROM schema_version ORDER BY version").fetchall()
    assert applied == [(migration.version, migration.name) for migration in schema.known_migrations()]
