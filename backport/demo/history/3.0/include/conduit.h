/* A conduit carries bytes from a buffer to a socket. */
#ifndef RELAY_CONDUIT_H
#define RELAY_CONDUIT_H

#include <stddef.h>

#define CD_ST_CON 0x01  /* the kernel was asked to connect */
#define CD_ST_RDY 0x02  /* the kernel confirmed, nobody has looked yet */
#define CD_ST_EST 0x04  /* bytes flow */

#define CD_FL_SHUT 0x01  /* nothing more may be sent */
#define CD_FL_WANT 0x02  /* waiting until the socket takes more */

struct conduit {
	unsigned int state;
	unsigned int flags;
	int fd;
	const char *data;
	size_t len;
};

int conduit_confirmed(const struct conduit *cd);
size_t conduit_send(struct conduit *cd);
void conduit_push(struct conduit *cd);
void conduit_close(struct conduit *cd);
void conduit_want_write(struct conduit *cd);

#endif
