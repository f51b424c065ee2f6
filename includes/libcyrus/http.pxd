# HTTP/1.1 without the GIL: servers and clients, over libcyrus.net. What waits here parks the coroutine, or where there is none
# the thread.
#
#     cdef void answer(iso HttpConnection connection) nogil:
#         while connection.next():                  # the next request; False: the connection is over
#             connection.respond(200, "text/plain", "hello", 5)
#
#     server = HttpServer("127.0.0.1", 8080)
#     while True:
#         connection = server.accept()              # NULL: the server has been stopped
#         if connection is NULL: break
#         go answer(consume connection)             # or a message to an actor
#
#     client = HttpClient()
#     reply = client.get("http://localhost:8080/")
#     n = reply.read(buffer, sizeof(buffer))        # 0: that was all
#
# A connection parses strictly: what is malformed or ambiguous is refused (400 and so on) and ends the connection. `next` has by then
# answered; it raises nothing, and neither do the functions that answer: when the other side is gone, `next` says False. Texts
# of a request (method, target, fields) end with a 0 byte, and are there until `next`.
#
# Not done: TLS, HTTP/2, CONNECT and upgrades, codings other than chunked.

from libcyrus.http_client cimport *
from libcyrus.http_server cimport *
from libcyrus.http_stream cimport *
from libcyrus.http_text cimport *
from libcyrus.net cimport *
