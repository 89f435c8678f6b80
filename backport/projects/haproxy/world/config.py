"""How HAProxy's sources are read for the model: which files, and which macros stand for something else."""

from backport.models.lifting import Lifting

SOURCES = (
    "src/stream_interface.c",
    "src/conn_stream.c",
    "src/stconn.c",
    "src/stream.c",
    "src/backend.c",
)
# what makes a stream of a client's connection, and its connection to a server
ORIGINS = ("src/session.c", "src/proxy.c", "src/connection.c", "src/mux_pt.c")
# up to 2.2 the trees keep a library of their own beside include
FOLDERS = ("include", "ebtree")
CONFIG = (
    ("BUG_ON(cond, ...)", "((void)((cond) && model_bug(1, #cond)))"),
    ("BUG_ON_HOT(cond, ...)", "((void)0)"),
    ("BUG_ON_STRESS(cond, ...)", "((void)0)"),
    ("WARN_ON(cond, ...)", "(!!(cond))"),
    ("CHECK_IF(cond, ...)", "(!!(cond))"),
    ("CHECK_IF_HOT(cond, ...)", "(!!(cond))"),
    ("WARN_ON_ONCE(cond, ...)", "(!!(cond))"),
    ("COUNT_IF(cond, ...)", "(!!(cond))"),
    ("COUNT_IF_HOT(cond, ...)", "(!!(cond))"),
    ("COUNT_GLITCH(...)", "((void)0)"),
    ("ABORT_NOW(...)", 'model_bug(1, "ABORT_NOW")'),
    ("ALREADY_CHECKED(p)", "((void)0)"),
    ("DISGUISE(v)", "(v)"),
    ("ASSUME(expr)", "((void)0)"),
    ("ASSUME_NONNULL(p)", "(p)"),
    ("DPRINTF(x...)", "((void)0)"),
    ("EXEC_CTX_WITH_RET(ctx, expr)", "(expr)"),
    ("EXEC_CTX_NO_RET(ctx, expr)", "do { expr; } while (0)"),
    ("CHN_INFINITE_FORWARD", "0xffffffffU"),
    ("READ_ONCE(x)", "(x)"),
    ("__FILE__", '""'),
    ("__LINE__", "0"),
    ("__func__", '""'),
    ("__FUNCTION__", '""'),
    ("MK_CALLER(...)", "0"),
    ("pool_alloc(pool)", "model_pool_alloc(#pool)"),
    ("pool_zalloc(pool)", "model_pool_alloc(#pool)"),
    ("pool_free(pool, ptr)", "model_pool_free(ptr)"),
    ("MT_LIST_INIT(el)", "((void)0)"),
    ("EAGAIN", "11"),
    ("EISCONN", "106"),
    ("EALREADY", "114"),
    ("EINPROGRESS", "115"),
    ("SOL_SOCKET", "1"),
    ("SO_ERROR", "4"),
    ("task_wakeup(...)", "model_task_wakeup(__VA_ARGS__)"),
    ("task_queue(...)", "((void)0)"),
    ("task_destroy(...)", "((void)0)"),
    ("tasklet_wakeup(...)", "model_tasklet_wakeup(__VA_ARGS__)"),
    ("tasklet_wakeup_on(tl, thread, ...)", "model_tasklet_wakeup(tl, ##__VA_ARGS__)"),
    ("HA_ATOMIC_LOAD(p)", "(*(p))"),
    ("_HA_ATOMIC_LOAD(p)", "(*(p))"),
    *(
        (f"{prefix}HA_ATOMIC_{name}({arguments})", body)
        for prefix in ("", "_")
        for name, arguments, body in (
            ("STORE", "p, v", "(*(p) = (v))"),
            ("OR", "p, v", "(*(p) |= (v))"),
            ("AND", "p, v", "(*(p) &= (v))"),
            ("ADD", "p, v", "(*(p) += (v))"),
            ("SUB", "p, v", "(*(p) -= (v))"),
            ("INC", "p", "(*(p) += 1)"),
            ("DEC", "p", "(*(p) -= 1)"),
            ("ADD_FETCH", "p, v", "(*(p) += (v))"),
            ("SUB_FETCH", "p, v", "(*(p) -= (v))"),
            ("OR_FETCH", "p, v", "(*(p) |= (v))"),
            ("AND_FETCH", "p, v", "(*(p) &= (v))"),
        )
    ),
    *(
        (name + "(...)", "((void)0)")
        for name in (
            "TRACE_ENTER",
            "TRACE_LEAVE",
            "TRACE_STATE",
            "TRACE_DEVEL",
            "TRACE_PROTO",
            "TRACE_ERROR",
            "TRACE_USER",
            "TRACE_DATA",
            "TRACE_POINT",
            "TRACE_PRINTF",
            "DBG_TRACE_ENTER",
            "DBG_TRACE_LEAVE",
            "DBG_TRACE_STATE",
            "DBG_TRACE_DEVEL",
            "DBG_TRACE_PROTO",
            "DBG_TRACE_ERROR",
            "DBG_TRACE_USER",
            "DBG_TRACE_DATA",
            "DBG_TRACE_POINT",
        )
    ),
)

# what says of an object what it is
_KEPT = (
    ("*.obj_type", ""),
    ("channel.flags", "CF_ISRESP"),
    ("stream_interface.flags", "SI_FL_ISBACK"),
    ("conn_stream.flags", "CS_FL_ISBACK"),
    ("cs_endpoint.flags", "CS_EP_T_MUX"),
    ("cs_endpoint.flags", "CS_EP_T_APPLET"),
    ("stconn.flags", "SC_FL_ISBACK"),
    ("sedesc.flags", "SE_FL_T_MUX"),
    ("sedesc.flags", "SE_FL_T_APPLET"),
)
# one side tells the other that there is something to send; the second name only passes it on until 3.4
_MUTATED = ("stream_int_chk_snd_conn", "cs_app_chk_snd_conn", "sc_app_chk_snd_conn", "sc_chk_snd")
LIFTING = Lifting((*SOURCES, *ORIGINS), FOLDERS, CONFIG, fatal="model_bug", kept=_KEPT, mutated=_MUTATED)
