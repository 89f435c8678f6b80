/* A link carries bytes from a buffer to a socket. */
#ifndef RELAY_LINK_H
#define RELAY_LINK_H

#include <stddef.h>

#define LK_ST_CON 0x01  /* the kernel was asked to connect */
#define LK_ST_RDY 0x02  /* the kernel confirmed, nobody has looked yet */
#define LK_ST_EST 0x04  /* bytes flow */

#define LK_FL_SHUT 0x01  /* nothing more may be sent */
#define LK_FL_WANT 0x02  /* waiting until the socket takes more */

struct link {
	unsigned int state;
	unsigned int flags;
	int fd;
	const char *data;
	size_t len;
};

int link_confirmed(const struct link *lk);
size_t link_send(struct link *lk);
void link_push(struct link *lk);
void link_close(struct link *lk);
void link_want_write(struct link *lk);

#endif
