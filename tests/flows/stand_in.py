"""A project of one small flow, for the tests that are about the stack and not about the flows."""

from pathlib import Path

DEPLOYMENTS = """
name: stand-in
pull:
  - prefect.deployments.steps.set_working_directory:
      directory: "{{ $THROUGHLINE_PROJECT }}"
deployments:
  - name: daily
    entrypoint: stand_in_flows:daily
    work_pool: {name: throughline}
    concurrency_limit: {limit: 1, collision_strategy: ENQUEUE}
    schedules:
      - {slug: morning, cron: "30 6 * * *", timezone: Europe/Rome}
"""

FLOWS = '''
import time
from pathlib import Path

from prefect import flow


@flow(name="daily")
def daily(seconds: int = 0) -> str:
    """Say where the run happens, then take a while."""
    Path("ran.txt").write_text(str(Path.cwd()))
    time.sleep(seconds)
    return "done"
'''


def write(folder: Path) -> Path:
    """Write the project into `folder` and return it."""
    (folder / "prefect.yaml").write_text(DEPLOYMENTS, encoding="utf-8")
    (folder / "stand_in_flows.py").write_text(FLOWS, encoding="utf-8")
    return folder
