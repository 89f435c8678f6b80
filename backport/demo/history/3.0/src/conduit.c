/* A conduit carries bytes from a buffer to a socket. */
#include <unistd.h>

#include "conduit.h"

/* Asks to be called when the socket takes more. */
void conduit_want_write(struct conduit *cd)
{
	cd->flags |= CD_FL_WANT;
}

/* Says whether the kernel has confirmed the connection. */
int conduit_confirmed(const struct conduit *cd)
{
	return (cd->state & (CD_ST_RDY | CD_ST_EST)) != 0;
}

/* Sends what the buffer holds. Returns the number of bytes sent. */
size_t conduit_send(struct conduit *cd)
{
	ssize_t done = write(cd->fd, cd->data, cd->len);

	if (done <= 0)
		return 0;
	cd->data += done;
	cd->len -= (size_t)done;
	if (!cd->len)
		cd->flags &= ~CD_FL_WANT;
	return (size_t)done;
}

/* The other side has filled the buffer: send at once where that is possible. */
void conduit_push(struct conduit *cd)
{
	if (!(cd->state & (CD_ST_CON | CD_ST_RDY | CD_ST_EST)))
		return;
	if (cd->flags & CD_FL_SHUT)
		return;
	if (!conduit_send(cd))
		conduit_want_write(cd);
}

/* Nothing more will come: what is left goes out, then the socket is closed. */
void conduit_close(struct conduit *cd)
{
	if (!(cd->state & (CD_ST_CON | CD_ST_RDY | CD_ST_EST)))
		return;
	if (cd->len)
		conduit_send(cd);
	cd->flags |= CD_FL_SHUT;
	close(cd->fd);
}
