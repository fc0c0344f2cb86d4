"""What every table of the settings is: frozen, checked, and without keys that nobody knows."""

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A table of `throughline.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
