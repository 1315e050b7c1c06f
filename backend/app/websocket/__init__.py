"""The sockets: WebSocket handshakes and frames in, framed bytes out. The only place that has a socket.

uvicorn hands an upgraded connection to `SocketProtocol` (upgrade.py), and that to picows, which speaks RFC 6455 on the
same port at a fraction of the cost of the implementations in Python. No task lives with a connection: a frame is
handled in the callback that reads it (socket.py).
"""
