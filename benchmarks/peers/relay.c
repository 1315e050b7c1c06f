/* The floor: a WebSocket relay on epoll that only passes frames on to the others of a room. It keeps no text, checks
   nothing and answers a sync step 1 with an empty step 2. `relay PORT`; the path is the room. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_PEERS = 65536, MAX_ROOMS = 16384, MAX_ROOM_PEERS = 256, READ_BYTES = 65536, MAX_OUT_BYTES = 64 << 20, EVENTS = 512 };

typedef struct { uint8_t *bytes; size_t length, capacity; } Buffer;
typedef struct Room Room;
typedef struct { int fd; Room *room; Buffer in, out; int is_watching_write; } Peer;
struct Room { char name[128]; Peer *peers[MAX_ROOM_PEERS]; int count; };

static Peer *peers[MAX_PEERS];
static Room *rooms[MAX_ROOMS];
static int poller;

static void append(Buffer *buffer, const void *bytes, size_t length) {
  if (buffer->length + length > buffer->capacity) {
    buffer->capacity = (buffer->length + length) * 2;
    buffer->bytes = realloc(buffer->bytes, buffer->capacity);
    if (!buffer->bytes) abort();
  }
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
}

static void drop_front(Buffer *buffer, size_t length) {
  memmove(buffer->bytes, buffer->bytes + length, buffer->length - length);
  buffer->length -= length;
}

static uint32_t rotate(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

/* SHA-1 (RFC 3174) of a message shorter than 120 bytes, as the handshake needs it. */
static void sha1(const uint8_t *message, size_t length, uint8_t digest[20]) {
  uint8_t block[128] = {0};
  size_t blocks = length < 56 ? 1 : 2, end = blocks * 64;
  uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}, w[80];
  memcpy(block, message, length);
  block[length] = 0x80;
  block[end - 2] = (uint8_t)(length * 8 >> 8);
  block[end - 1] = (uint8_t)(length * 8);
  for (size_t n = 0; n < blocks; n++) {
    for (int i = 0; i < 16; i++) {
      const uint8_t *p = block + n * 64 + i * 4;
      w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    }
    for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 80; i++) {
      uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
      uint32_t t = rotate(a, 5) + f + e + k + w[i];
      e = d, d = c, c = rotate(b, 30), b = a, a = t;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
  }
  for (int i = 0; i < 20; i++) digest[i] = (uint8_t)(h[i / 4] >> (24 - i % 4 * 8));
}

static void base64(const uint8_t *bytes, size_t length, char *out) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < length; i += 3) {
    uint32_t three = (uint32_t)bytes[i] << 16 | (i + 1 < length ? (uint32_t)bytes[i + 1] << 8 : 0) | (i + 2 < length ? bytes[i + 2] : 0);
    *out++ = letters[three >> 18];
    *out++ = letters[three >> 12 & 63];
    *out++ = i + 1 < length ? letters[three >> 6 & 63] : '=';
    *out++ = i + 2 < length ? letters[three & 63] : '=';
  }
  *out = 0;
}

static void leave(Peer *peer) {
  Room *room = peer->room;
  for (int i = 0; room && i < room->count; i++)
    if (room->peers[i] == peer) room->peers[i--] = room->peers[--room->count];
  peers[peer->fd] = NULL;
  close(peer->fd);
  free(peer->in.bytes);
  free(peer->out.bytes);
  free(peer);
}

static void flush_out(Peer *peer) {
  if (peer->out.length) {
    ssize_t sent = send(peer->fd, peer->out.bytes, peer->out.length, MSG_NOSIGNAL);
    if (sent > 0) drop_front(&peer->out, (size_t)sent);
  }
  int must_watch = peer->out.length > 0;
  if (must_watch != peer->is_watching_write) {
    struct epoll_event event = {.events = EPOLLIN | (must_watch ? EPOLLOUT : 0), .data.ptr = peer};
    epoll_ctl(poller, EPOLL_CTL_MOD, peer->fd, &event);
    peer->is_watching_write = must_watch;
  }
}

static void put_frame(Peer *peer, const uint8_t *payload, size_t length) {
  uint8_t head[10] = {0x82};
  size_t size = 2;
  if (peer->out.length > MAX_OUT_BYTES) return;
  if (length < 126) head[1] = (uint8_t)length;
  else if (length < 65536) head[1] = 126, head[2] = (uint8_t)(length >> 8), head[3] = (uint8_t)length, size = 4;
  else {
    head[1] = 127, size = 10;
    for (int i = 0; i < 8; i++) head[2 + i] = (uint8_t)((uint64_t)length >> (56 - 8 * i));
  }
  append(&peer->out, head, size);
  append(&peer->out, payload, length);
}

static void take_message(Peer *peer, const uint8_t *payload, size_t length) {
  static const uint8_t empty_step_2[] = {0, 1, 2, 0, 0};
  if (length >= 2 && payload[0] == 0 && payload[1] == 0) put_frame(peer, empty_step_2, sizeof empty_step_2);
  else if (!(length >= 2 && payload[0] == 0 && payload[1] == 1))
    for (int i = 0; i < peer->room->count; i++)
      if (peer->room->peers[i] != peer) put_frame(peer->room->peers[i], payload, length);
}

static Room *find_room(const char *name) {
  for (int i = 0; i < MAX_ROOMS; i++) {
    if (!rooms[i]) {
      rooms[i] = calloc(1, sizeof(Room));
      if (!rooms[i]) abort();
      snprintf(rooms[i]->name, sizeof rooms[i]->name, "%s", name);
    }
    if (!strcmp(rooms[i]->name, name)) return rooms[i];
  }
  return NULL;
}

/* Returns 0 when the peer must be dropped. */
static int shake_hands(Peer *peer) {
  append(&peer->in, "", 1);
  peer->in.length--;
  char *request = (char *)peer->in.bytes, *end = strstr(request, "\r\n\r\n"), name[128], key[64], joined[128], accept[32];
  if (!end) return 1;
  char *header = strcasestr(request, "Sec-WebSocket-Key:");
  if (sscanf(request, "GET %127s", name) != 1) return 0;
  if (!header || sscanf(header + 18, " %63s", key) != 1) {
    static const char fine[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    append(&peer->out, fine, sizeof fine - 1);
    drop_front(&peer->in, (size_t)(end + 4 - request));
    flush_out(peer);
    return 1;
  }
  uint8_t digest[20];
  int length = snprintf(joined, sizeof joined, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
  sha1((uint8_t *)joined, (size_t)length, digest);
  base64(digest, sizeof digest, accept);
  char answer[256];
  length = snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
  append(&peer->out, answer, (size_t)length);
  drop_front(&peer->in, (size_t)(end + 4 - request));
  Room *room = find_room(name);
  if (!room || room->count == MAX_ROOM_PEERS) return 0;
  peer->room = room;
  room->peers[room->count++] = peer;
  return 1;
}

/* Returns 0 when the peer must be dropped. */
static int take_frames(Peer *peer) {
  size_t at = 0;
  int is_open = 1;
  while (is_open) {
    uint8_t *frame = peer->in.bytes + at;
    size_t left = peer->in.length - at, head = 2;
    if (left < 2) break;
    uint64_t length = frame[1] & 127;
    if (length >= 126) {
      size_t bytes = length == 126 ? 2 : 8;
      if (left < head + bytes) break;
      length = 0;
      for (size_t i = 0; i < bytes; i++) length = length << 8 | frame[2 + i];
      head += bytes;
    }
    if (!(frame[1] & 128) || length > MAX_OUT_BYTES) return 0;
    if (left < head + 4 + length) break;
    uint8_t *mask = frame + head, *payload = mask + 4;
    uint32_t four;
    memcpy(&four, mask, 4);
    size_t i = 0;
    for (uint32_t word; i + 4 <= length; i += 4) memcpy(&word, payload + i, 4), word ^= four, memcpy(payload + i, &word, 4);
    for (; i < length; i++) payload[i] ^= mask[i % 4];
    int kind = frame[0] & 15;
    if (kind == 2) take_message(peer, payload, length);
    is_open = kind != 8;
    at += head + 4 + length;
  }
  drop_front(&peer->in, at);
  return is_open;
}

static void take_bytes(Peer *peer) {
  static uint8_t chunk[READ_BYTES];
  ssize_t length = read(peer->fd, chunk, sizeof chunk);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (length > 0) append(&peer->in, chunk, (size_t)length);
  if (length <= 0 || (!peer->room && !shake_hands(peer)) || (peer->room && !take_frames(peer))) {
    leave(peer);
    return;
  }
  for (int i = 0; peer->room && i < peer->room->count; i++)
    if (peer->room->peers[i]->out.length && !peer->room->peers[i]->is_watching_write) flush_out(peer->room->peers[i]);
}

int main(int count, char **arguments) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(count > 1 ? arguments[1] : "0"))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) return perror("relay"), 1;
  poller = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      Peer *peer = events[i].data.ptr;
      if (!peer) {
        for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
          if (fd >= MAX_PEERS || !(peers[fd] = calloc(1, sizeof(Peer)))) { close(fd); continue; }
          peers[fd]->fd = fd;
          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
          struct epoll_event joined = {.events = EPOLLIN, .data.ptr = peers[fd]};
          epoll_ctl(poller, EPOLL_CTL_ADD, fd, &joined);
        }
        continue;
      }
      if (events[i].events & EPOLLOUT) flush_out(peer);
      if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) take_bytes(peer);
    }
  }
}
