"""Every error this program raises on purpose.

    ThroughlineError                 a sentence the user can act on; `exit_status` is what the command returns
    ├── SettingsError       2        a wrong or unknown key; names the file and the key
    ├── InputError          2        a folder, file or argument that can't be used; names it
    ├── StorageError        3        the database can't be read or written; wraps duckdb's own error once
    │   ├── StoreLocked     4        another process holds the database; names its process id
    │   ├── StoreDamaged    3        the file does not open; says what was set aside and how to go on
    │   ├── SchemaTooNew    3        the file was written by a newer program
    │   ├── IndexDamaged    3        the search index can't be used; it is built anew
    │   └── IndexBusy       3        another process brings the search index up to date
    ├── EvidenceError       5        a sentence is not what its article says at that place; nothing was published
    └── StackError          6        Prefect's server, worker or deployments could not be started

What can go wrong with a single page is not an error but a `storage.models.Rejection`.
"""


class ThroughlineError(Exception):
    """Base of all errors raised on purpose; its text is one sentence for the user."""

    exit_status = 1


class SettingsError(ThroughlineError):
    """The configuration can't be used."""

    exit_status = 2


class InputError(ThroughlineError):
    """What the user pointed at can't be used."""

    exit_status = 2


class StorageError(ThroughlineError):
    """The database can't be read or written."""

    exit_status = 3


class StoreLocked(StorageError):
    """Another process holds the database."""

    exit_status = 4


class StoreDamaged(StorageError):
    """The database file does not open."""


class SchemaTooNew(StorageError):
    """The database was written by a newer program."""


class IndexDamaged(StorageError):
    """The search index can't be used; nothing is lost, it can be built anew from the database."""


class IndexBusy(StorageError):
    """Another process brings the search index up to date."""


class EvidenceError(ThroughlineError):
    """A sentence does not equal what its article says at that place."""

    exit_status = 5


class StackError(ThroughlineError):
    """Prefect's server, worker or deployments could not be started or stopped."""

    exit_status = 6
