"""The C around a tree's code: puts values into its objects, calls its functions, reads the objects again."""

from collections.abc import Iterable, Mapping

from backport.csource.lift.program import Program
from backport.csource.lift.types import Pointer, Record
from backport.models.compiled.plan import ANSWERS, ARGUMENTS, CALLS, POINTER, Plan, Standin, nothing, shape
from backport.models.compiled.slots import Kind, Slot, Thing, spelled

_HEAD = "extern void *place_(long), *function_(long); extern long back_(const void *), handle_(const void *);"
_SET = {Kind.NUMBER: "in[{k}]", Kind.POINTER: "place_(in[{k}])", Kind.FUNCTION: "function_(in[{k}])"}
_GET = {Kind.NUMBER: "(long){c}", Kind.POINTER: "back_((void *){c})", Kind.FUNCTION: "handle_((void *){c})"}


def unit(path: str, program: Program, plan: Plan, things: Iterable[Thing], functions: Iterable[str]) -> str:
    """One source file of the tree, and behind it what only code in that file can reach; lines end with their mark."""
    lines = [f'#include "{path}"', _HEAD]
    lines += [f"void *at_{name}(void) {{ return (void *){name}; }} /*f {name}*/" for name in functions]
    for thing in things:
        n = thing.number
        if not thing.name:
            lines.append(f"static {spelled(program, thing)} thing_{n}; /*t {n}*/")
        name = thing.name or f"thing_{n}"
        held = f"__typeof__({name}) *o = &{name};"
        mine = [(k, slot) for k, slot in enumerate(plan.slots) if slot.thing is thing]
        lines.append(f"unsigned long size_{n}(void) {{ return sizeof({name}); }} /*t {n}*/")
        lines += [f"void places_{n}(void **to) {{ {held} /*t {n}*/", f"to[{plan.places[thing.address]}] = (void *)o;"]
        lines += [
            f"to[{plan.places[s.address]}] = (void *)&(*o){s.path}; /*s {k}*/"
            for k, s in mine
            if not s.bits and s.address != thing.address
        ]
        lines += ["}", f"void set_{n}(const long *in) {{ {held} /*t {n}*/", *(_set(k, s) for k, s in mine)]
        lines += ["}", f"void get_{n}(long *out) {{ {held} /*t {n}*/", *(_get(k, s) for k, s in mine), "}"]
    return "\n".join(lines) + "\n"


def _set(k: int, slot: Slot) -> str:
    return f"(*o){slot.path} = {_SET[slot.kind].format(k=k)}; /*s {k}*/"


def _get(k: int, slot: Slot) -> str:
    return f"out[{k}] = {_GET[slot.kind].format(c=f'(*o){slot.path}')}; /*s {k}*/"


_DRIVER = r"""
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
static sigjmp_buf left; static void *places[PLACES + 1], *functions[FUNCTIONS + 1];
static struct { char *p; long n; } sorted[PLACES + 1]; static long sorts, asked, *calls; static const long *answers;
static char first_of_things[SIZES + 1]; static char stack[1 << 16];
void *place_(long n) { return n > 0 && n <= PLACES ? places[n] : 0; }
void *function_(long n) { return n > 0 && n <= FUNCTIONS ? functions[n] : 0; }
long back_(const void *p) {
	long low = 0, high = sorts;
	if (!p) return 0;
	while (low < high) { long m = (low + high) / 2; if (sorted[m].p < (char *)p) low = m + 1; else high = m; }
	return low < sorts && sorted[low].p == (char *)p ? sorted[low].n : -1;
}
long handle_(const void *p) {
	for (long i = 1; p && i <= FUNCTIONS; i++) if (functions[i] == p) return i;
	return p ? -1 : 0;
}
static long crossed(long v, int shape) {
	if (shape == -1) return back_((void *)v);
	if (shape == -2) return handle_((void *)v);
	if (shape == -3) { long n = back_((void *)v); return n > 0 ? n : (long)(int)v; }
	int bits = shape % 100;
	if (bits == 1) return (v & 255) != 0;
	if (bits == 64) return v;
	v &= (1L << bits) - 1;
	return shape > 100 && v >> (bits - 1) ? v - (1L << bits) : v;
}
void check_fail(int signal) { siglongjmp(left, signal == SIGALRM ? 2 : 1); }
static int order(const void *a, const void *b) {
	char *p = *(char **)a, *q = *(char **)b; return p < q ? -1 : p > q ? 1 : 0;
}
long check_standin(int id, const signed short *shapes, int count, int gives, const long *held, const long *given) {
	if (calls[0] < CALLS) {
		long *at = calls + 1 + calls[0] * (1 + ARGUMENTS);
		at[0] = id;
		for (int i = 0; i < count; i++) at[1 + i] = crossed(given[i], shapes[i]);
	}
	calls[0]++;
	long answer = answers[asked++ % ANSWERS];
	if (gives == -1) { long i = (unsigned long)answer % (1 + held[0]); return i ? (long)place_(held[i]) : 0; }
	return gives == -2 ? 0 : gives == 1 ? answer & 1 : crossed(answer, gives);
}
"""

_RUN = r"""
static void run(int f, const long *in, long *out) {
	struct itimerval second = { .it_value = { 1, 0 } }, none = { 0 };
	memset(out, 0, sizeof(long) * OUT); answers = in + SLOTS + ARGUMENTS; asked = 0; calls = out + 2;
	if (!(out[0] = sigsetjmp(left, 1))) {
		long a[ARGUMENTS];
		for (int i = 0; i < ARGUMENTS; i++)
			switch (shapes_of[f][i]) {
			case -1: a[i] = (long)place_(in[SLOTS + i]); break;
			case -2: a[i] = (long)function_(in[SLOTS + i]); break;
			default: a[i] = in[SLOTS + i];
			}
		restore(); setall(in);
		setitimer(ITIMER_REAL, &second, 0);
		out[1] = ((long (*)(long, long, long, long, long, long))entry(f))(a[0], a[1], a[2], a[3], a[4], a[5]);
		setitimer(ITIMER_REAL, &none, 0);
		if (gives_of[f]) out[1] = crossed(out[1], gives_of[f]); else out[1] = 0;
		getall(out + 3 + CALLS * (1 + ARGUMENTS));
	}
	setitimer(ITIMER_REAL, &none, 0);
}
void check_batch(int f, long n, const long *in, long *out) {
	for (long i = 0; i < n; i++) run(f, in + i * (SLOTS + ARGUMENTS + ANSWERS), out + i * OUT);
}
void check_begin(void) {
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM };
	struct sigaction a = { .sa_handler = check_fail, .sa_flags = SA_NODEFER | SA_ONSTACK };
	stack_t alternative = { .ss_sp = stack, .ss_size = sizeof stack };
	sigaltstack(&alternative, 0);
	for (int i = 0; i < 6; i++) sigaction(signals[i], &a, 0);
	fill(); keep();
	for (long i = 1; i <= PLACES; i++) if (places[i]) { sorted[sorts].p = places[i]; sorted[sorts++].n = i; }
	qsort(sorted, sorts, sizeof *sorted, order);
}
"""


def driver(plan: Plan, program: Program, things: Iterable[Thing], checked: Iterable[str], sizes: int) -> str:
    """The program that runs a batch of inputs."""
    things, checked = list(things), list(checked)
    output = 3 + CALLS * (1 + ARGUMENTS) + len(plan.slots)
    numbers = {
        "PLACES": len(plan.places),
        "FUNCTIONS": len(plan.functions),
        "SLOTS": len(plan.slots),
        "ARGUMENTS": ARGUMENTS,
        "ANSWERS": ANSWERS,
        "CALLS": CALLS,
        "OUT": output,
        "SIZES": sizes,
    }
    lines = [f"#define {name} {value}" for name, value in numbers.items()] + [_DRIVER]
    local = [name for name in plan.functions if name not in plan.standins]
    lines += [f"extern void *at_{name}(void) __attribute__((weak));" for name in {*local, *checked}]
    for n in (t.number for t in things):
        lines.append(f"extern void places_{n}(void **), set_{n}(const long *), get_{n}(long *);")
        lines.append(f"extern unsigned long size_{n}(void);")
    numbered = {name: i for i, name in enumerate(plan.standins)}
    lines += ["extern void *check_standin_at(int);", "static void fill(void) {"]
    lines += [f"places_{t.number}(places);" for t in things]
    for name, number in plan.functions.items():
        known = f"check_standin_at({numbered[name]})" if name in plan.standins else f"at_{name} ? at_{name}() : 0"
        lines.append(f"functions[{number}] = {known};")
    lines += [
        "}",
        *_memory("keep", "memcpy(at, o, n);", plan, things),
        *_memory("restore", "memcpy(o, at, n);", plan, things),
    ]
    lines += ["static void setall(const long *in) {", *(f"set_{t.number}(in);" for t in things if not t.constant), "}"]
    lines += ["static void getall(long *out) {", *(f"get_{t.number}(out);" for t in things if not t.constant), "}"]
    lines += ["static void *entry(int f) { switch (f) {"]
    lines += [f"case {i}: return at_{name} ? at_{name}() : 0;" for i, name in enumerate(checked)]
    lines += ["} return 0; }", *_types(program, checked), _RUN]
    return "\n".join(lines) + "\n"


def _memory(name: str, action: str, plan: Plan, things: Iterable[Thing]) -> list[str]:
    """A function that saves or restores all objects that may be written."""
    lines = [f"static void {name}(void) {{ char *at = first_of_things, *o; unsigned long n;"]
    for thing in things:
        if not thing.constant:
            place = plan.places[thing.address]
            lines.append(
                f"o = places[{place}]; n = size_{thing.number}(); if (o && at + n <= first_of_things + SIZES) {{"
            )
            lines.append(f"{action} at += n; }}")
    return [*lines, "}"]


def _types(program: Program, checked: Iterable[str]) -> list[str]:
    shapes, gives = [], []
    for name in checked:
        type_ = program.signature(name)
        given = [shape(t) for t in type_.parameters] if type_ else []
        shapes.append("{" + ", ".join(map(str, (given + [32] * ARGUMENTS)[:ARGUMENTS])) + "}")
        gives.append(str(shape(type_.result) if type_ and not nothing(type_.result) else 0))
    return [
        f"static const signed short shapes_of[][ARGUMENTS] = {{ {', '.join(shapes)} }};",
        f"static const signed short gives_of[] = {{ {', '.join(gives)} }};",
    ]


def standins(plan: Plan, program: Program) -> str:
    """The functions that stand for others; the tree's names are the linker's only, so that they may be any."""
    lines = [
        f"#define ARGUMENTS {ARGUMENTS}",
        "extern long check_standin(int, const signed short *, int, int, const long *, const long *);",
        "extern void check_fail(int);",
        *(_standin(program, plan, i, s) for i, s in enumerate(plan.standins.values())),
        "void *check_standin_at(int n) { switch (n) {",
        *(f"case {i}: return (void *)standin_{i};" for i in range(len(plan.standins))),
        "} return 0; }",
    ]
    return "\n".join(lines) + "\n"


def _standin(program: Program, plan: Plan, number: int, standin: Standin) -> str:
    given = ", ".join(f"long a{i}" for i in range(ARGUMENTS))
    head = f'long standin_{number}({given}) __asm__("{standin.name}"); long standin_{number}({given})'
    if standin.name == plan.fatal:
        return f"{head} {{ if ((int)a0) check_fail(0); return 0; }}"
    held = candidates(program, plan, standin)
    shapes = standin.shapes
    gives = shape(standin.result) if not nothing(standin.result) else 64
    return (
        f"{head} {{ static const signed short s[] = {{ {', '.join(map(str, shapes)) or '0'} }}; "
        f"static const long h[] = {{ {len(held)}{''.join(f', {h}' for h in held)} }}; "
        f"long a[] = {{ {', '.join(f'a{i}' for i in range(ARGUMENTS))} }}; "
        f"return check_standin({number}, s, {len(shapes)}, {gives}, h, a); }}"
    )


def candidates(program: Program, plan: Plan, standin: Standin) -> list[int]:
    """The places that a stand-in's pointer may have as its value, null apart."""
    if shape(standin.result) != POINTER or not isinstance(standin.result, Pointer):
        return []
    target = standin.result.to
    found: Mapping[int, int] = plan.places
    instances = program.memory.instances(target) if isinstance(target, Record) else ()
    return [found[at] for at in instances if at in found]
