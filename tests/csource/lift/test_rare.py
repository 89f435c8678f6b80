"""What is rare in C and allowed all the same: lifted functions do what gcc's do."""

import pytest

from backport.csource.lift.program import Program
from tests.csource.lift.gcc import Compiled, agree, compiled
from tests.sources import Texts

CODE = r"""
typedef unsigned long size_t;
void ignored();
extern int later;
int later = 3;
int (*chosen)(int);
#define JOIN(a, b) a ## b
#define TEXT(x) #x
#define LAST(first, ...) JOIN(pick, first)(__VA_ARGS__)
#define NAMED(first, rest...) pick2(first, ##rest)
#define NONE() 7
#define EMPTY
#define GONE 1
#undef GONE
#if defined(EMPTY) && !defined GONE && (GONE || 1 ? 2 : 0) == 2
#define SIZE 3
#else
#define SIZE nothing
#endif
#define UPDATE(x, by) ({ int __old = (x); int __unused; if (by > 2) (x) += by; else if (by) { (x)--; } \
	do { (x) ^= 5; } while (0); { (x)++; } ; __old; })
#define QUIET(x) ({ (x) = (x) * 3; (void)0; })
#define MASK (1UL << 33 | ~0x0fUL)
#define PAREN(x) (x)
enum { FIRST = -3, SECOND, THIRD = SECOND * 4, /* a comment between */ FAR = 0x1ffffffffUL };
struct point { int x, y; };
struct deep { union { struct { char low; int wide; }; long pad; }; struct point at[2]; struct point *to;
	unsigned open[]; };
union either { struct point p; struct { int x, z; } q; };
struct flags { unsigned a:1; signed b:5; unsigned long c:40; _Bool d; };
static struct deep shared = { .at = { [1] = { .y = 4 }, }, .pad = 0 };
static struct point grid[][2] = { { { 1, 2 }, { 3 } }, { { 4, 5 }, { 6, 7 } } };
static long constants[] = { sizeof(struct deep), sizeof(long double) > 8, (3 > 2)
		+ (2 != 2) * 8, -(7 / 2) % 3, !0 << 2,
	'\n' + '\\' + '\x41' + '\0' + '\'', 5 & 6 | 8 ^ 1, 1 ? 30 : 40, (char)300, 0 || 2, 0 && 1, +7, ~8 };

static int pick1(int n) { return n + 1; }
static int pick2(int n, ...) { return n * 2; }
static int twice(int (*f)(int), int n) { return (*f)(f(n)); }
static void bump(struct point *p, int n[]) { p->x++; n[0]--; return; }
static struct point swapped(struct point p) { struct point r; r.x = p.y; r.y = p.x; return r; }
static unsigned long counted(void) { static int calls = 40; static unsigned long all; calls++; all += calls;
	return all; }

int macros(int a, int b) {
	extern int later; int ignored_too(int), r = LAST(1, a) + LAST(2, b) + NAMED(a) + NAMED(b, 1, 2)
		+ NONE() + SIZE EMPTY;
	const char *said = TEXT(a  "q" \n), *more = "ab" "cd";
	r += said[0] + said[2] + said[4] + more[3] + sizeof(TEXT(x y)) + later;
	r += UPDATE(b, 3) + UPDATE(b, 1) + UPDATE(b, 0); QUIET(r);
	return r + a + b + PAREN ((a));
}
int folded(int a, int b) {
	int i, r = 0; for (i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) r = r * 3 + constants[i];
	if (0) r = 1; else r += 2; if (1) r += 4; if (0) { r = 5; } else if (sizeof(int) == 4) r += 8;
	while (0) r = 6;
	do r += 16; while (0); for (;;) { if (a & 1) break; r += 32; break; }
	r += (1 || a++) + (0 && b++) + (1 && a) + (0 || b) + (FIRST ? a : b) + (0 ? a : b);
	return r + SECOND * THIRD + (FAR > a) + (MASK > 5) + (a, b) + (int)(MASK >> 30);
}
int pointers(int a, int b) {
	struct point list[4] = { { 0 } }, *p = list, *end = 3 + list;
	int numbers[] = { 1, 2, 3, 4 }, *n = &numbers[1]; const void *v;
	memset(list, 0, sizeof(list)); memcpy(&list[1], &grid[1][0], 2 * sizeof(list[0]));
	p += 2; p->y += a; *n++ = b; bump(end - 1, n); --p; v = p; chosen = pick1;
	list[0] = swapped(*(p + 1)); (&list[3])->x = (*&list[0]).x; *(&list[3].y) = swapped(list[2]).y;
	((struct point *)v)->x ^= 2;
	return (int)(end - p) + list[0].x + list[0].y * 3 + list[3].x + list[3].y + list[2].x
		+ numbers[1] * 7 + numbers[2] + n[1]
		+ twice(&pick1, a) + twice(chosen, b) + (*chosen)(1) + (**chosen)(2) + (p < end) + (p != 0)
		+ !p + (v == p) + (p && a) + (n ? 1 : 2);
}
int members(int a, int b) {
	union either e = { .p = { 1 } }; struct flags f = { 0 }, g; struct deep *d = &shared;
	e.p.x = a; e.q.z = b; f.a = a; f.b = b; f.c = ((long)a << 20) + b; f.d = b & 6; g = f; g.a ^= 1;
	g.b++; g.c -= 3;
	d->low = a; d->wide = b; d->to = &d->at[1]; d->to->x = a - b; shared.at[0] = *d->to;
	shared.at[0].y = grid[a & 1][b & 1].y;
	return e.p.x + e.q.x * 3 + e.p.y + (int)g.a + g.b * 5 + (int)(g.c ^ g.c >> 32) + g.d * 9 + f.a
		+ f.b + (int)f.c + d->low + d->wide
		+ d->at[0].x + shared.at[0].y * 3 + shared.at[1].y + sizeof(struct flags) + sizeof(d->at)
		+ sizeof "abc" + sizeof(("de" "f"));
}
int changes(int a, int b) {
	unsigned char c = a; signed char s = b; short h = a; unsigned u = b; long l = a; _Bool t;
	int r, other = r = a;
	c += 200; s -= 100; h <<= 3; u >>= b & 7; l *= -7; t = c; r |= 8, other &= ~1; r %= 9; u /= 3;
	u %= 1000; l <<= 5; c ^= s; l >>= u & 3;
	r += c++ + ++s - h-- - --u + (int)l + t + other; ((r)) += 2; (r)++; (void)r; (void)(r ? a++ : b--);
	a ? b++ : a++; ignored;
	return r + a * 3 + b + (u > -1 ? 1 : 2) + (s > u) + (c < s) + (h == (short)a) + -u + ~c + +s + !h;
}
int statics(int a, int b) { return (int)(counted() * (a & 3) + counted() - 2 * counted()) + b; }
int ways(int a, int b) {
	int r = 0; ;
	switch (a & 3) { case SIZE - 3: case 1: r = 1; if (b & 1) break; r = 2; case THIRD + 10: r += 3;
	break; default: ; r = 9; }
	switch (b & 1) { default: r += 100; } switch (b & 3) { case 0: { r++; } break;
	case 1: if (a & 8) { r += 7; break; } r += 11; }
	{ int r = 5; a += r; } { goto end; } r = 77;
end: while (a & 0xff00) { a &= a - 1; if (!(a & 0x100)) continue; r++; } for (; b & 0xf; b--) r += 2;
	return r + a;
}
"""

NAMES = ("macros", "folded", "pointers", "members", "changes", "statics", "ways")


@pytest.fixture(scope="module")
def by_gcc(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return compiled(CODE, tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="module")
def lifted() -> Program:
    return Program(Texts({"code.c": CODE}), ["code.c"])


@pytest.mark.parametrize("name", NAMES)
def test_lifted_and_compiled_agree(name: str, by_gcc: Compiled, lifted: Program) -> None:
    agree(name, by_gcc, lifted, 100)
