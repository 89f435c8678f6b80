"""Functions that the model replaces: what they do has no bearing on who wakes whom on the connect path."""

from collections.abc import Callable

from backport.csource.lift.errors import Crash
from backport.csource.lift.program import Extern, Program

# function: what it gives; each only counts, logs, frees or checks limits
_NOTHING = (
    # memory and buffers: the model's buffers are always there
    "stream_release_buffers channel_release_buffer offer_buffers c_realign_if_empty put_pipe pool_free_area "
    # counters, times and logs
    "health_adjust sess_change_server stream_process_counters stream_update_timings stream_update_time_stats do_log "
    "srv_inc_sess_ctr srv_set_sess_last be_set_sess_last stream_cond_update_cpu_usage stream_cond_update_cpu_latency "
    "stream_cond_update_cpu_lat update_freq_ctr_period sess_set_term_flags sc_report_term_evt se_report_term_evt "
    "stream_report_term_evt "
    # queues, variables, filters: none are configured
    "process_srv_queue pendconn_cond_unlink pendconn_free vars_prune vars_init vars_init_head "
    "flt_stream_check_timeouts flt_stream_release http_ext_clean sc_ep_fwd_kip "
    # addresses, and lists of connections to be used again
    "srv_release_conn set_host_port assign_tproxy_address alloc_bind_address sockaddr_free conn_calculate_hash "
    "be_calculate_conn_hash conn_get_dst session_unown_conn xref_create "
    "flt_stream_init flt_stream_start flt_set_stream_backend "
    # the end of the stream is an event of its own
    "stream_shutdown_self stream_abort"
)
_VALUES = {
    "stream_alloc_work_buffer": 1,
    "channel_alloc_buffer": 1,
    "sc_alloc_ibuf": 1,
    "si_alloc_ibuf": 1,
    "cs_alloc_ibuf": 1,
    "may_dequeue_tasks": 0,
    "update_freq_ctr": 0,
    "tv_ms_elapsed": 0,
    "ns_to_ms": 0,
    "is_addr": 1,
    "session_add_conn": 1,
    "sc_conn_get_src": 1,
    "conn_get_src": 1,
    "xref_get_peer_and_lock": 0,
    "se_opposite": 0,
    "pendconn_dequeue": 1,
    "htxbuf": 0,
}


def assumptions(program: Program) -> tuple[str, ...]:
    """The functions of a tree that the model replaces."""
    return tuple(sorted(name for name in program.externs if name in program.index.functions))


def install(program: Program) -> None:
    """Replace them."""
    for name in _NOTHING.split():
        program.externs[name] = _giving(0)
    for name, value in _VALUES.items():
        program.externs[name] = _giving(value)
    program.externs["model_bug"] = _bug(program)


def _giving(value: int) -> Extern:
    return lambda *_: value


def _bug(program: Program) -> Callable[[int, int], int]:
    def bug(failed: int, text: int) -> int:
        if failed:
            raise Crash(f"BUG_ON({program.string(text)})")
        return 0

    return bug
