"""docker/compose*.yaml: valid by the Compose specification, locked down, and in step with the image and the settings."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from compose_spec import PyOptions
from lxml import html

from tests.docker.image import read_stages
from tests.practice_place import ROOT
from webapp.serving import DRAIN_SECONDS
from webapp.settings import SETTINGS, read_settings

FOLDER = ROOT / "docker"
FILES = sorted(FOLDER.glob("compose*.yaml"))
IMAGE = read_stages()[-1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def read(text: str) -> dict[str, Any]:
    """A compose file as its reader understands it. Raises ``ValueError`` for what the specification does not know."""
    composed = PyOptions(apply_merge=True).from_yaml(text)
    composed.validate()
    told: dict[str, Any] = composed.to_dict()
    return told


def read_file(name: str) -> dict[str, Any]:
    return read((FOLDER / name).read_text("utf-8"))


def services() -> list[Any]:
    return [
        pytest.param(service, id=f"{file.name}:{name}")
        for file in FILES
        for name, service in read_file(file.name)["services"].items()
    ]


every_service = pytest.mark.parametrize("service", services())


def is_ours(service: dict[str, Any]) -> bool:
    return str(service["image"]).startswith("rongcuo:")


def environment(service: dict[str, Any]) -> dict[str, str]:
    told: dict[str, str] = service.get("environment", {})
    return told


def test_there_is_one_file_with_postgresql_and_one_with_sqlite_only() -> None:
    assert {file.name: set(read_file(file.name)["services"]) for file in FILES} == {
        "compose.yaml": {"web", "worker", "database"},
        "compose.sqlite.yaml": {"serve"},
    }


@pytest.mark.parametrize(
    "change",
    [
        ("read_only", "read_onyl"),
        ("start_period: 120s", "start_period: soon"),
        ("secrets: [", "secrets: [other, "),
    ],
)
def test_a_key_a_span_or_a_name_that_is_mistyped_would_be_found(change: tuple[str, str]) -> None:
    text = (FOLDER / "compose.yaml").read_text("utf-8")
    assert change[0] in text
    with pytest.raises(ValueError, match=r"\w"):
        read(text.replace(*change))


@every_service
def test_every_service_may_write_only_where_it_must(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert any(place.split(":")[0] == "/tmp" for place in service["tmpfs"])  # noqa: S108 - the container's own.
    assert len(service["volumes"]) == 1


@every_service
def test_every_service_is_without_privileges(service: dict[str, Any]) -> None:
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"cap_add", "privileged", "pid", "ipc", "network_mode", "devices"} & service.keys()
    user = service.get("user", IMAGE.last("USER").rest)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert service["pids_limit"] > 0


@every_service
def test_every_service_starts_again_and_is_given_time_to_stop(service: dict[str, Any]) -> None:
    assert service["restart"] == "unless-stopped"
    assert service["init"] is True
    seconds = {"45s": 45, "1m": 60}[service["stop_grace_period"]]
    assert seconds > 2 * DRAIN_SECONDS


@every_service
def test_every_image_is_named_with_its_version(service: dict[str, Any]) -> None:
    if is_ours(service):
        assert service["image"] == f"rongcuo:{VERSION}"
        assert (FOLDER / service["build"]["context"]).resolve() == ROOT
        assert (ROOT / service["build"]["dockerfile"]).is_file()
    else:
        assert re.fullmatch(r"[a-z]+:\d+(\.\d+)*-[a-z]+", service["image"])


@every_service
def test_no_secret_stands_in_the_environment(service: dict[str, Any]) -> None:
    for name, value in environment(service).items():
        if re.search("PASSWORD|SECRET|KEY", name):
            assert name.endswith("_FILE")
            assert value.removeprefix("/run/secrets/") in service["secrets"]
        assert not re.search(r"://[^/@]*:[^/@]*@", value)


@every_service
def test_every_variable_is_a_setting_with_a_value_it_can_have(service: dict[str, Any]) -> None:
    if not is_ours(service):
        return
    ours = {name: value for name, value in environment(service).items() if name.startswith("RONGCUO_")}
    assert ours.keys() <= {setting.variable for setting in SETTINGS}
    assert environment(service).keys() - ours.keys() <= {"WEB_CONCURRENCY"}
    read_settings({name: value for name, value in ours.items() if "PASSWORD" not in name})


@every_service
def test_every_command_is_one_of_the_entry_point(service: dict[str, Any]) -> None:
    if is_ours(service):
        entry_point = (FOLDER / "entrypoint").read_text("utf-8")
        assert re.search(rf"^#     entrypoint {service['command'][0]}\b", entry_point, re.MULTILINE)


@every_service
def test_whoever_serves_pages_serves_this_machine_only_and_is_asked_for_its_health(
    service: dict[str, Any],
) -> None:
    if is_ours(service) and service["command"] != ["worker"]:
        assert service["ports"] == [f"127.0.0.1:8000:{IMAGE.environment['RONGCUO_PORT']}"]
        asked = service["healthcheck"]["test"]
        assert asked[0] == "CMD"
        assert f'["{asked[1]}"]' in IMAGE.last("HEALTHCHECK").rest
        assert environment(service)["RONGCUO_SECURE_COOKIES"] == "yes"
        assert environment(service)["RONGCUO_PROXIES"] == "1"
        assert service["volumes"] == [f"instance:{IMAGE.environment['RONGCUO_INSTANCE_DIR']}"]


def test_the_health_check_asks_the_page_that_reports_it() -> None:
    assert "/health" in (FOLDER / "healthcheck").read_text("utf-8")


def test_the_database_is_reached_by_web_and_worker_only() -> None:
    composed = read_file("compose.yaml")
    database = composed["services"]["database"]
    assert "ports" not in database
    assert database["networks"] == ["back"]
    assert composed["networks"]["back"]["internal"] is True
    assert database["healthcheck"]["test"][1] == "pg_isready"
    for name in ("web", "worker"):
        assert "back" in composed["services"][name]["networks"]
        assert composed["services"][name]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_what_one_place_needs_twice_is_the_same() -> None:
    """The user, the name and the password file of the database stand on both sides."""
    composed = read_file("compose.yaml")
    web, database = (environment(composed["services"][name]) for name in ("web", "database"))
    assert web["RONGCUO_DATABASE_URL"] == (
        f"postgresql+psycopg://{database['POSTGRES_USER']}@database/{database['POSTGRES_DB']}"
    )
    assert web["RONGCUO_DATABASE_PASSWORD_FILE"] == database["POSTGRES_PASSWORD_FILE"]


def test_the_files_of_the_secrets_are_kept_out_of_git_and_of_the_image() -> None:
    assert "docker/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    for secret in read_file("compose.yaml")["secrets"].values():
        assert secret["file"].startswith("secrets/")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_manual_names_files_services_secrets_and_folders_that_exist(language: str) -> None:
    page = html.fromstring((ROOT / f"webapp/help/operators.{language}.html").read_text("utf-8"))
    text = "\n".join(str(code.xpath("string()")) for code in page.iter("code"))
    files = set(re.findall(r"--file (\S+?)[';]?(?=\s|$)", text))
    assert files == {f"docker/{file.name}" for file in FILES}
    known = {name for file in FILES for name in read_file(file.name)["services"]}
    named = re.findall(r"(?:logs|exec -T|--entrypoint tar|run --rm|start web|stop web) (?!-)(\w+)", text)
    assert set(named) == known
    made = re.search(r"for name in (.+); do", text)
    assert made is not None
    assert read_file("compose.yaml")["secrets"].keys() == set(made[1].split())
    assert set(re.findall(r"tar \w+ -C (\S+)", text)) == {IMAGE.environment["RONGCUO_INSTANCE_DIR"]}
