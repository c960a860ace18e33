"""Lays the environment over what syncd.yaml says."""

from collections.abc import Mapping
from typing import Any

from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

from syncd.settings.schema import SyncdFile


def settings_from(data: Mapping[str, Any], environ: Mapping[str, str]) -> SyncdFile:
    """syncd.yaml's values with the environment's over them.

    Raises pydantic's ValidationError, and pydantic-settings' SettingsError for a variable that should hold JSON and does not.
    """

    class Environment(EnvSettingsSource):
        def _load_env_vars(self) -> Mapping[str, str | None]:
            return {name.lower(): value for name, value in environ.items() if value != ""}

    class Written(PydanticBaseSettingsSource):
        def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - its interface
            return data.get(field_name), field_name, False

        def __call__(self) -> dict[str, Any]:
            return dict(data)

    class Sourced(SyncdFile):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *_: Any, **__: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return Environment(settings_cls), Written(settings_cls)

    return Sourced()  # type: ignore[call-arg]  # the sources give what it needs
