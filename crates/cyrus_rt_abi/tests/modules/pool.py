import os

import m_pool

assert m_pool.aligned() == 1
for _ in range(3):
    assert m_pool.exchange() == 0
assert m_pool.finish() == 0


def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if os.path.exists("/proc/self/statm"):
    m_pool.fill(1000)
    before = resident()
    m_pool.fill(4_000_000)
    # 192 million bytes were in use.
    assert resident() - before < 40_000_000, resident() - before

pid = os.fork()
if pid == 0:
    m_pool.fill(100_000)
    os._exit(0 if m_pool.exchange() == 0 else 1)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
