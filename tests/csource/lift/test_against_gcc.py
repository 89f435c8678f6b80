"""Lifted functions against the same functions compiled: every result must be the same."""

import pytest

from backport.csource.lift.program import Program
from tests.csource.lift.gcc import Compiled, agree, compiled
from tests.sources import Texts

CODE = r"""
#define MIN(a, b) ({ typeof(a) __a = (a); typeof(b) __b = (b); __a < __b ? __a : __b; })
#define CLAMP(x) do { if ((x) > 100) { (x) = 100; break; } (x)++; } while (0)
#define container_of(ptr, type, name) ({ void *__p = (ptr); ((type *)(__p - ((long)&((type *)0)->name))); })
typedef unsigned int u32;
struct pair;
typedef int (*operation)(struct pair *, int);
enum color { RED, GREEN = 5, BLUE };
enum small { ONE = 1, MORE = 200 } __attribute__((packed));
enum less { BELOW = -1, ABOVE = 300 } __attribute__((packed));
struct tight { char a; int b; enum small c; } __attribute__((packed));
struct sized { enum small a; enum less b; enum color c; char d; };
struct pair { short small; u32 flags; int list[3]; };
struct outer { long head; struct pair in[2]; struct pair *cur; u32 bits:3, more:2; operation op; };
static struct outer shared;

static int added(struct pair *p, int n) { return p->list[1] += n; }
static int taken(struct pair *p, int n) { return (p->flags -= n) >> 3; }
static const struct { operation op; } table[] = { { .op = added }, { taken } };

int arithmetic(int a, int b) {
	u32 u = a; unsigned char c = a; signed char d = b; short s = a * 3; long l = (long)a * b;
	int r = a + b * 7 - (a << 3) + (b >> 2) + (u >> 5) + c * d + s + (int)(l >> 7);
	if (b) r += a / (b == -1 ? 1 : b) + a % (b == -1 ? 3 : b);
	r ^= ~u; r += (u < b) + (a < b) + -(a == b) + !a;
	return r + (a > 0 ? u : d) + (unsigned short)(b - 1) + (_Bool)(a & 4);
}
int ticks(int a, int b) { u32 x = a, y = b; return (int)(x - y) < 0 && (x ? : y) > 5; }
int loops(int a, int b) {
	int r = 0, i, j = 0;
	for (i = 0; i < (a & 15); i++) {
		if (i == (b & 7)) continue;
		if (i > 11) break;
		r += i * (b & 3);
		while (j++ < i) { if (j == 3) goto next; r -= j; }
next:
		;
	}
	do { r++; if (r & 1) continue; j--; } while (j > 0 && r < 200);
	CLAMP(r);
	return r * 31 + i + j;
}
int switches(int a, int b) {
	int r = 1;
again:
	switch (a & 7) {
	case RED: r += 1;
	case 1: r += 10; break;
	case 2: { while (1) { if (r++ > 6) goto out; if (b & 1) continue; r += 2; } }
	case 3: case GREEN: r = -r; break;
	default: r += 1000;
	case BLUE: r += 5;
	}
	if (r < 900 && a != b && (b & 8)) { a++; b -= 8; goto again; }
	r *= 2;
out:
	return r;
}
int jumps(int a, int b) {
	int r = 0;
	if (a & 1) goto in;
	if (a & 2) goto other;
	r += 1;
	if (b > 2) { r += 10; in: r += 100; if (r > 250) goto out; } else { r += 1000; other: r += 2000; }
	r += 10000;
	if (r < 30000 && a < 100) { a = 200; goto in; }
out:
	return r;
}
static struct pair made(int n) { struct pair p = { .flags = n, .list = { 1, n } }; p.small = n; return p; }
int structs(int a, int b) {
	struct outer local = { .head = 3 }, *o = &local; struct pair one = made(a), *p = &o->in[1]; int *n = &one.list[2];
	*p = one; *n = b; o->cur = p; o->bits = a; o->more = b + 1; o->op = table[a & 1].op;
	p->flags |= 0x10; p->flags &= ~RED; p->list[b & 1]--; p->small--;
	o->head += o->op(o->cur, b) + (container_of(&o->cur, struct outer, cur) == o) + made(b).small + o->cur->small++;
	shared = local; shared.in[0] = shared.in[1];
	a = MIN(o->bits + 0, o->more + 0) + one.list[2] + shared.in[0].list[1];
	return (int)o->head + p->flags + a + (int)(p - o->in);
}
static struct { char name[6]; int x; } labelled = { .name = "ab\\x41", .x = 3 };
static char word[] = "word", words[2][3] = { "a", "bc" };
int texts(int a, int b) {
	char local[] = "xyz", filled[5] = "12"; const char *pointed = "abc";
	filled[4] = a; local[0] = b;
	return local[0] + local[1] + local[3] + sizeof(local) * 5 + filled[1] * 3 + filled[3] + filled[4] + labelled.name[2]
		+ labelled.name[3] + labelled.x + word[a & 3] + sizeof(word) + words[1][b & 1] + pointed[a & 3];
}
int enums(int a, int b) {
	struct sized s = { .a = a, .b = b, .c = b }; enum small one = b; struct tight t = { .c = a };
	return s.a + s.b * 3 + s.c * 7 + one + t.c + sizeof(struct sized) * 11 + sizeof(enum less) + sizeof(t);
}
int logic(int a, int b) {
	int n = 0, r = (a && n++) || (b && ++n), t = (n = a, n + b);
	return r + 2 * n + (a ? b ? 3 : 4 : 5) + (t, 7) + sizeof(struct pair) + sizeof(int *) + 'a' + '\n' + 010 + 0x1F;
}
int recursive(int a, int b) { return (a &= 15) <= 1 ? b : a * recursive(a - 1, b + 1); }
"""

NAMES = ("arithmetic", "ticks", "loops", "switches", "jumps", "structs", "enums", "texts", "logic", "recursive")


@pytest.fixture(scope="module")
def by_gcc(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return compiled(CODE, tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="module")
def lifted() -> Program:
    return Program(Texts({"code.c": CODE}), ["code.c"])


@pytest.mark.parametrize("name", NAMES)
def test_lifted_and_compiled_agree(name: str, by_gcc: Compiled, lifted: Program) -> None:
    agree(name, by_gcc, lifted, 150)
