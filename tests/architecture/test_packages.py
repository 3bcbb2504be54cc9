"""What is in the wheel, the sdist and an editable install: the themes above all."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

from architecture.source import PACKAGE, ROOT

THEMES = sorted(path.name for path in (ROOT / "themes").glob("*.toml"))
SHIPPED = (
    "src",
    "themes",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what is built from, so that building leaves nothing in the real one."""
    to = tmp_path_factory.mktemp("checkout")
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, to / name)
    (to / "tests").mkdir()
    (to / "tests" / "conftest.py").write_text('"""Stands for the tests."""\n')
    return to


@pytest.fixture(scope="module")
def built(tree: Path) -> Path:
    """Return the folder with a wheel and an sdist, built by hatchling with no network at all."""
    program = "from hatchling.build import build_sdist, build_wheel; build_wheel('dist'); build_sdist('dist')"
    (tree / "dist").mkdir()
    subprocess.run([sys.executable, "-c", program], cwd=tree, check=True, capture_output=True)
    return tree / "dist"


def test_there_is_a_night_and_a_day_theme() -> None:
    assert {"smstui-night.toml", "smstui-day.toml"} <= set(THEMES)


def test_wheel_holds_the_package_and_the_themes(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert {f"smstui/themes/{name}" for name in THEMES} <= names
    assert {str(path.relative_to(PACKAGE.parent)) for path in PACKAGE.rglob("*.py")} <= names
    others = {
        str(path.relative_to(PACKAGE.parent))
        for kind in ("*.sql", "*.tcss", "py.typed")
        for path in PACKAGE.rglob(kind)
    }
    assert others <= names
    assert not any(name.startswith("tests") for name in names)


def test_sdist_holds_the_themes_and_the_documents(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {f"themes/{name}" for name in THEMES} | {"LICENSE", "README.md", "tests/conftest.py"} <= names


def assert_themes_load(path: str, cwd: Path) -> None:
    """Load every theme by its name in a program whose package lies at `path`."""
    program = (
        f"import sys; sys.path.insert(0, {path!r}); import smstui\n"
        f"assert smstui.__file__.startswith({path!r}), smstui.__file__\n"
        "from smstui.tui.theming import load_theme\n"
        "for name in sys.argv[1:]: assert load_theme(name).name == name"
    )
    names = [name.removesuffix(".toml") for name in THEMES]
    done = subprocess.run(
        [sys.executable, "-c", program, *names], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_themes_are_found_in_an_unpacked_wheel(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")  # noqa: S202  built by this very test
    assert_themes_load(str(tmp_path / "site"), tmp_path)


def test_themes_are_found_beside_the_source(tree: Path, tmp_path: Path) -> None:
    """An editable install has no copy of them: they are looked for beside `src/`."""
    assert_themes_load(str(tree / "src"), tmp_path)
