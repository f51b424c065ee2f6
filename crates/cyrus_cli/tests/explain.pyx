# Each consume says what `cyrus check --explain` has to find: proved, or checked at run time.
from libcythonplus.list cimport cyplist
from libcythonplus.dict cimport cypdict


cdef cypclass Leaf:
    int n


cdef cypclass Node:
    int value
    Node next
    Leaf leaf
    iso Leaf own
    lock Leaf shared

    __init__(self, int value):
        self.value = value
        self.leaf = Leaf()

    void keep(self, Leaf leaf):
        self.leaf = leaf

    Leaf look(self):
        return self.leaf

    Node fresh(self):
        return Node(self.value)

    Node last(self):
        if self.next is NULL:
            return self
        return self.next.last()


cdef cypclass Special(Node):
    Leaf look(self):
        return Leaf()


cdef Node build(int n) nogil:
    cdef Node first = NULL
    cdef Node node
    for i in range(n):
        node = Node(i)
        node.next = first
        first = node
    return first


cdef Node recursive(int n):
    if n == 0:
        return NULL
    node = Node(n)
    node.next = recursive(n - 1)
    return node


cdef Node tree(int depth):
    node = Node(depth)
    if depth:
        node.next = tree(depth - 1)
        node.next.next = tree(depth - 1)
    return node


cdef Node kept


cdef Node remembered(int n):
    global kept
    kept = Node(n)
    return kept


cdef Node either(bint first, Node a, Node b):
    return a if first else b


def f_constructor():
    a = consume Node(1)  # proved


def f_variable():
    a = Node(1)
    b = consume a  # proved


def f_factory():
    a = build(100000)
    b = consume a  # proved


def f_factory_directly():
    cdef lock Node a = consume build(100000)  # proved


def f_recursion():
    a = consume recursive(10)  # proved


def f_tree():
    a = consume tree(10)  # proved


def f_moved():
    a = Node(1)
    b = a
    del a
    c = consume b  # proved


def f_fields():
    a = Node(1)
    a.next = Node(2)
    a.next.next = build(3)
    b = consume a  # proved


def f_cycle():
    a = Node(1)
    a.next = a
    b = consume a  # proved


def f_methods():
    a = Node(1)
    a.keep(Leaf())
    b = consume a  # proved


def f_fresh_from_a_method():
    a = Node(1)
    b = a.fresh()
    c = consume b  # proved
    a.value = 2


def f_list():
    leaves = cyplist[Leaf]()
    for i in range(5):
        leaves.append(Leaf())
    a = consume leaves  # proved


def f_dict():
    table = cypdict[int, Leaf]()
    table[1] = Leaf()
    a = consume table  # proved


def f_shared_parts():
    a = Node(1)
    a.shared = consume Leaf()  # proved
    s = a.shared
    b = consume a  # proved


def f_iso_parameter():
    a = iso_parameter(consume Node(1))  # proved


cdef int iso_parameter(iso Node a):
    cdef lock Node b = consume a  # proved
    return 0


def f_again():
    cdef iso Node a = consume Node(1)  # proved
    cdef Node b = consume a  # proved
    b.value = 2
    cdef lock Node c = consume b  # proved


def f_branches(bint flag):
    if flag:
        a = Node(1)
    else:
        a = build(3)
    b = consume a  # proved


def f_loop():
    for i in range(3):
        a = build(i)
        b = consume a  # proved


def f_nogil():
    with nogil:
        a = build(3)
        b = consume a  # proved


def f_read_only_use():
    a = build(3)
    n = 0
    cdef Node node = a
    while node is not NULL:
        n += node.value
        node = node.next
    del node
    b = consume a  # proved
    return n


def f_other_object():
    a = Node(1)
    b = Node(2)
    c = consume a  # proved
    b.value = 1


def g_alias():
    a = Node(1)
    b = a
    c = consume a  # checked


def g_walker_left_behind():
    cdef Node first = NULL
    cdef Node node
    for i in range(3):
        node = Node(i)
        node.next = first
        first = node
    a = consume first  # checked


def g_parameter(Node a):
    b = consume a  # checked


cdef void g_c_parameter(Node a):
    b = consume a  # checked


def g_part():
    a = Node(1)
    b = consume a.leaf  # checked


def g_part_of_an_argument():
    a = Node(1)
    leaf = Leaf()
    a.keep(leaf)
    b = consume leaf  # checked


def g_remembered():
    a = remembered(1)
    b = consume a  # checked


def g_python():
    a = Node(1)
    print(a)
    b = consume a  # checked


def g_list_of_known():
    leaves = cyplist[Leaf]()
    leaf = Leaf()
    leaves.append(leaf)
    a = consume leaves  # checked


def g_result_of_a_virtual_method():
    a = Node(1)
    b = a.look()
    c = consume b  # checked


def g_either(bint first):
    a = Node(1)
    b = Node(2)
    c = either(first, a, b)
    d = consume c  # checked


def g_lock():
    cdef lock Node a = consume Node(1)  # proved
    b = consume a  # checked


def g_global():
    b = consume kept  # checked


def g_generator():
    a = Node(1)
    yield 1
    b = consume a  # checked


def g_function_pointer():
    cdef void (*keep)(Node)
    keep = g_c_parameter
    a = Node(1)
    keep(a)
    b = consume a  # checked


cdef cypclass Part:
    int n
    Part next
    int add(self, int n):
        self.n += n
        return self.n


cdef cypclass Owner:
    iso Part part


# The field's type says that nothing else leads into it: only its own count is looked at.
def taken_from_a_field():
    owner = Owner()
    owner.part = consume Part()  # proved
    owner.part.add(1)
    cdef lock Part taken = consume owner.part  # own count


# What the library does when an actor goes says nothing of other objects.
cdef cypclass Actor activable:
    Node node
