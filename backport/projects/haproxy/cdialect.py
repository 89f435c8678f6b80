"""The macros of HAProxy's C that bend the syntax."""

from backport.csource.dialect import GENERIC, Dialect

HAPROXY = GENERIC | Dialect(
    attributes=(
        "THREAD_LOCAL",
        "_?_?maybe_unused",
        "__read_mostly(?:_align)?",
        "__LJMP",
        "__force_align",
        "forceinline",
        "inlined",
        "__unused",
        "__nonnull",
        "__nonstring",
        "__X509_NAME_CONST__",
        "__OPENSSL_110_CONST__",
    ),
    attribute_calls=(
        "THREAD_ALIGNED",
        "THREAD_PAD",
        "ALWAYS_ALIGN",
        "MAYBE_ALIGN",
        "ATOMIC_ALIGN",
        "ALIGNED",
        "HA_SECTION",
        r"CEB_FDECL\d",
        r"DECLARE_\w*TYPED_POOL",
    ),
    wrappers=("__decl_(?:ha)?threads?(?:_var)?", r"__decl_(?:aligned_)?(?:spin|rw)lock"),
    loops=("RESUME_FILTER_LOOP", "RESUME_FILTER_END", "pat_ref_gen_foreach"),
    type_arguments=(
        r"(?:MT_)?LIST_(?:ELEM|NEXT|PREV)",
        r"(?:MT_)?LIST_POP\w*",
        r"LIST_DEL_\w+",
        "container_of_safe",
        r"c?eb\w*_entry",
        r"ceb\w*_(?:first|last|next|prev|lookup|insert|delete|item)\w*",
        r"DECLARE_\w*POOL\w*",
        "DEF_SYM",
        r"list_to_\w+",
    ),
    complaints=("ha_warning", "ha_alert", "ERR_WARN", "ERR_ALERT", "ERR_FATAL"),
)
