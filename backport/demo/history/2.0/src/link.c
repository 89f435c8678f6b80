/* A link carries bytes from a buffer to a socket. */
#include <unistd.h>

#include "link.h"

/* Asks to be called when the socket takes more. */
void link_want_write(struct link *lk)
{
	lk->flags |= LK_FL_WANT;
}

/* Sends what the buffer holds. Returns the number of bytes sent. */
size_t link_send(struct link *lk)
{
	ssize_t done = write(lk->fd, lk->data, lk->len);

	if (done <= 0)
		return 0;
	lk->data += done;
	lk->len -= (size_t)done;
	if (!lk->len)
		lk->flags &= ~LK_FL_WANT;
	return (size_t)done;
}

/* The other side has filled the buffer: send at once where that is possible. */
void link_push(struct link *lk)
{
	if (!(lk->state & (LK_ST_CON | LK_ST_RDY | LK_ST_EST)))
		return;
	if (lk->flags & LK_FL_SHUT)
		return;
	if (!link_send(lk))
		link_want_write(lk);
}

/* Nothing more will come: what is left goes out, then the socket is closed. */
void link_close(struct link *lk)
{
	if (!(lk->state & (LK_ST_CON | LK_ST_RDY | LK_ST_EST)))
		return;
	if (lk->len)
		link_send(lk);
	lk->flags |= LK_FL_SHUT;
	close(lk->fd);
}
