/* relay: bytes in, bytes out. */
#include "link.h"

int main(void)
{
	struct link out = { .state = LK_ST_EST, .fd = 1, .data = "hello\n", .len = 6 };

	link_push(&out);
	link_close(&out);
	return out.len ? 1 : 0;
}
