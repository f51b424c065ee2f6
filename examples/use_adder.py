"""Uses the classes of adder.pyx from Python."""

import adder

three = adder.Adder(3)
print("3 + 4 =", three.add(4))
print("its value is now", three.value)

doubling = adder.DoublingAdder(5)
print("5 + 2 * 10 =", doubling.add(10))
print("it was called", doubling.calls, "time")
print("it is an Adder:", isinstance(doubling, adder.Adder))

total = three + doubling
print("7 + 25 =", total.value)
print("equal to Adder(32):", total == adder.Adder(32))

print("1 + 2 + … + 100 =", adder.sum_without_the_gil(100))
