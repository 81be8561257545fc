"""The reviewer's desk: pages of the service for people, rendered here, decided nowhere else."""

from discretion.desk.app import mount, settings_of
from discretion.desk.frame import Settings

__all__ = ["Settings", "mount", "settings_of"]
