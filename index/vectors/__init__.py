"""Search among vectors."""

from index.vectors.protocol import LEVELS, Ids, Level, VectorIndex, VectorRows, Vectors
from index.vectors.ranges import Ranges

__all__ = ["LEVELS", "Ids", "Level", "Ranges", "VectorIndex", "VectorRows", "Vectors"]
