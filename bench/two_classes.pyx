# cython: language_level=3
"""Two extension types: the subject of `compile.py --small`."""

cdef class Point:
    cdef public double x, y

    def __init__(self, double x, double y):
        self.x = x
        self.y = y

    def moved(self, double dx, double dy=0):
        return Point(self.x + dx, self.y + dy)

    def __add__(self, Point other):
        return Point(self.x + other.x, self.y + other.y)

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


cdef class Path:
    cdef list points
    cdef readonly str name

    def __init__(self, str name):
        self.name = name
        self.points = []

    def add(self, Point p not None):
        self.points.append(p)

    @property
    def length(self):
        cdef Point p
        total = 0.0
        for p in self.points:
            total += p.x * p.x + p.y * p.y
        return total
