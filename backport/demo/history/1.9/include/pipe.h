/* A pipe carries bytes from a buffer to a socket. */
#ifndef RELAY_PIPE_H
#define RELAY_PIPE_H

#include <stddef.h>

enum pipe_state {
	PI_CLOSED,
	PI_CONNECTING,  /* the kernel was asked to connect */
	PI_READY,       /* the kernel confirmed, nobody has looked yet */
	PI_OPEN,        /* bytes flow */
};

#define PI_FL_SHUT 0x01  /* nothing more may be sent */
#define PI_FL_WANT 0x02  /* waiting until the socket takes more */

struct pipe {
	enum pipe_state state;
	unsigned int flags;
	int fd;
	const char *data;
	size_t len;
};

size_t pipe_send(struct pipe *pi, int more);
void pipe_push(struct pipe *pi);
void pipe_want_write(struct pipe *pi);

#endif
