"""What Prefect is told through its environment: where it keeps things, and to keep them to itself.

Whoever runs a flow without a server calls `private_settings` too, before Prefect is imported.
"""

from __future__ import annotations

import os
from pathlib import Path

LOOPBACK = "127.0.0.1"

# Taken from the user's own Prefect, these would send our runs, or a key, to another server.
_FOREIGN = (
    "PREFECT_API_KEY",
    "PREFECT_API_URL",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_API_SSL_CERT_FILE",
    "PREFECT_API_TLS_INSECURE_SKIP_VERIFY",
    "PREFECT_CLIENT_CUSTOM_HEADERS",
    "PREFECT_PROFILE",
    "PREFECT_PROFILES_PATH",
    "PREFECT_SERVER_API_AUTH_STRING",
    "PREFECT_SERVER_API_BASE_PATH",
    "PREFECT_SERVER_UI_SERVE_BASE",
    "PREFECT_UI_API_URL",
    "PREFECT_UI_SERVE_BASE",
)


def private_settings(project: Path) -> dict[str, str]:
    """Return the settings under which Prefect keeps its data in the project and reports to nobody.

    The folder is absolute because Prefect starts its processes elsewhere.
    """
    return {
        "PREFECT_HOME": str(project.resolve() / ".throughline" / "prefect"),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
        # That each of seventeen steps "finished in state Completed()" hides the lines that say what was done.
        "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",
    }


def stack_environment(project: Path, port: int) -> dict[str, str]:
    """Return the environment of the server, the worker and the runs it starts."""
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    # A proxy of the user's would not find this machine's loopback.
    direct = ",".join(filter(None, [environment.get("NO_PROXY", environment.get("no_proxy", "")), LOOPBACK]))
    return {
        **environment,
        **private_settings(project),
        "NO_PROXY": direct,
        "no_proxy": direct,
        "PREFECT_API_URL": f"http://{LOOPBACK}:{port}/api",
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_WORKER_QUERY_SECONDS": "3",  # half of what a run started by hand waits by default
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PYTHONUNBUFFERED": "1",  # a log that is read while it is written
    }
