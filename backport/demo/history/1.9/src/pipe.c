/* A pipe carries bytes from a buffer to a socket. */
#include <unistd.h>

#include "pipe.h"

/* Asks to be called when the socket takes more. */
void pipe_want_write(struct pipe *pi)
{
	pi->flags |= PI_FL_WANT;
}

/* Sends what the buffer holds; <more> tells that more will follow. Returns the number of bytes sent. */
size_t pipe_send(struct pipe *pi, int more)
{
	ssize_t done = write(pi->fd, pi->data, pi->len);

	if (done <= 0)
		return 0;
	pi->data += done;
	pi->len -= (size_t)done;
	if (!more && !pi->len)
		pi->flags &= ~PI_FL_WANT;
	return (size_t)done;
}

/* The other side has filled the buffer: send at once where that is possible. */
void pipe_push(struct pipe *pi)
{
	switch (pi->state) {
	case PI_CONNECTING:
	case PI_READY:
	case PI_OPEN:
		if (pi->flags & PI_FL_SHUT)
			break;
		if (!pipe_send(pi, 0))
			pipe_want_write(pi);
		break;
	case PI_CLOSED:
		break;
	}
}
