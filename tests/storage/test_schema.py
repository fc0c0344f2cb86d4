from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from storage.errors import StorageError
from storage.schema import Migration, known_migrations, migrate


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"storage_compatibility_version": "v1.5.0"}) as opened:
        yield opened


def tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def test_migrating_again_applies_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    names = migrate(connection)
    before = connection.execute("SELECT * FROM schema_version").fetchall()
    assert names == [migration.name for migration in known_migrations()]
    assert migrate(connection) == []
    assert connection.execute("SELECT * FROM schema_version").fetchall() == before


def test_only_what_is_missing_is_applied(connection: duckdb.DuckDBPyConnection) -> None:
    migrate(connection)
    later = Migration(9001, "9001_later", "CREATE TABLE later (x INTEGER)")
    assert migrate(connection, [*known_migrations(), later]) == ["9001_later"]
    assert "later" in tables(connection)


def test_a_migration_that_fails_leaves_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    migrate(connection)
    broken = Migration(9001, "9001_broken", "CREATE TABLE half (x INTEGER); INSERT INTO half VALUES ('no number')")
    with pytest.raises(duckdb.Error):
        migrate(connection, [*known_migrations(), broken])
    assert "half" not in tables(connection)
    assert migrate(connection) == []


def test_a_migration_edited_after_it_was_applied_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    migrate(connection)
    edited = [replace(migration, sql=migration.sql + "\n-- more") for migration in known_migrations()]
    with pytest.raises(StorageError, match="edited"):
        migrate(connection, edited)


def test_no_two_migrations_have_one_number() -> None:
    numbers = [migration.version for migration in known_migrations()]
    assert numbers == sorted(set(numbers))


def test_migrations_use_only_what_ducklake_has_too() -> None:
    written = " ".join(
        line.split("--")[0] for migration in known_migrations() for line in migration.sql.upper().splitlines()
    )
    for missing in ("PRIMARY KEY", "UNIQUE", "REFERENCES", "SEQUENCE", "ENUM", "CHECK", "ON CONFLICT", "CREATE INDEX"):
        assert missing not in written


def test_dates_kept_before_their_origin_was_are_told_apart(connection: duckdb.DuckDBPyConnection) -> None:
    migrate(connection, [one for one in known_migrations() if one.version < 5])
    for name, path, given in (("feed", None, "2026-03-01"), ("file", "a.txt", "2026-03-01"), ("bare", None, None)):
        connection.execute(
            "INSERT INTO pages (page_id, address, media, content_sha256, content_bytes, loaded_at, loaded_day, path, "
            "given_published) VALUES (?, 'a', 'html', 'x', 1, '2026-03-02', '2026-03-02', ?, ?)",
            [name, path, given],
        )
        connection.execute(
            "INSERT INTO article_versions (version_id, page_id, article_id, address, title, body_sha256, text_day, "
            "language, source_origin, day_only, date_origin, first_seen, credits, removed) VALUES "
            "(?, ?, 'a', 'a', '', 'x', '2026-03-01', 'en', 'none', false, ?, '2026-03-02', '[]', '[]')",
            [name, name, "manifest" if given else "meta"],
        )
    migrate(connection)
    dated = "SELECT page_id, given_published_origin, date_origin FROM pages JOIN article_versions USING (page_id)"
    found = connection.execute(f"{dated} ORDER BY 1").fetchall()
    assert found == [("bare", None, "meta"), ("feed", "feed", "feed"), ("file", "manifest", "manifest")]
