"""What happened, where, when, how many, who says so: everything that is said of one entry alone."""

from filters.analysis.analysing import analyse

__all__ = ["analyse"]
