"""What all settings have in common."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """The common ground of all settings: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
