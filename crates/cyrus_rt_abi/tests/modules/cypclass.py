import gc
import threading
import weakref

import m_cypclass

m_cypclass.setup()
from m_cypclass import *

assert chain(2_000_000) == 2_000_000
assert resurrect() == (1, 1)
assert inherit() == (1, 2, 1, 0, 0, 1)
assert isolated() == (1, 0, 1, -1)

threads = [threading.Thread(target=lock_count, args=(20_000,)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert lock_count(0) == 80_000
assert upgrade() == 0
assert shared() == (1, 1), shared()

x = give()
assert give() is x
assert repr(x).startswith("<m_cypclass.Node object at 0x"), repr(x)
assert shared() == (2, 3)
r = weakref.ref(x)
assert r() is x
del x
assert r() is None
assert shared() == (1, 1)

assert Both.mro() == [Both, Left, Right, object], Both.mro()
assert Left.__mro__ == (Left, object) and Left.__bases__ == (object,) and Left.mro() == [Left, object]
assert Left.__doc__ == "To the left." and Left.value == 5 and Both.value == 5
both = Both()
assert isinstance(both, Right) and type(both) is Both
assert take(both) and take(Left())
for wrong in (1, None, give()):
    try:
        take(wrong)
    except TypeError as e:
        assert "Cannot convert" in str(e)
    else:
        raise AssertionError


class Derived(Both):
    def f(self):
        return self.value


d = Derived()
d.extra = 1
assert type(d) is Derived and d.f() == 5 and take(d)
many = [Left() for _ in range(1000)]
del many[::3], both, d
gc.collect()
many += [Both() for _ in range(1000)]
del many
gc.collect()
