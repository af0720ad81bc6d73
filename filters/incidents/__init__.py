"""Which incident an entry reports, what it changed, and which incidents are one."""

from filters.incidents.gathering import OpenIncidents, assign

__all__ = ["OpenIncidents", "assign"]
