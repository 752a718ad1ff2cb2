"""What pyproject.toml cannot say: packages are found, and the folders beside them come along."""

from __future__ import annotations

from setuptools import find_packages, setup

BESIDE = {f"crm_desktop.{name}": name for name in ("resources", "scripts")}

setup(
    packages=[*find_packages(include=["crm_desktop*", "ui*"]), *BESIDE],
    package_dir=BESIDE,
    package_data={
        "crm_desktop": ["storage/migrations/**", "scripting/pascal/grammar.lark"],
        **{package: ["**"] for package in BESIDE},
    },
)
