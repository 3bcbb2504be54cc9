"""Disks that are full or read-only, and files that root cannot change either."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Return a function that mounts a small file system in memory, or changes how it is mounted."""
    place = tmp_path / "disk"

    def mount(options: str) -> Path:
        place.mkdir(exist_ok=True)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"mount is not permitted here: {done.stderr.decode().strip()}")
        return place

    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    yield mount
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)


@pytest.fixture
def unchangeable(tool: Callable[[str], str]) -> Iterator[Callable[[Path], None]]:
    """Return a function that makes a file unchangeable, for root too."""
    made: list[Path] = []

    def freeze(path: Path) -> None:
        done = subprocess.run([tool("chattr"), "+i", str(path)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"chattr is not permitted here: {done.stderr.decode().strip()}")
        made.append(path)

    yield freeze
    for path in made:
        subprocess.run([tool("chattr"), "-i", str(path)], check=True)
