"""How HAProxy's files are compiled on Linux, options of all series together: a macro no source tests does no harm.

Source of the names: the target `linux-glibc` (`linux2628` before 2.0) in the Makefiles of 1.8 to 3.4.
"""

from backport.csource.compiler import Compiler, Variant

_PLATFORM = (
    "EPOLL POLL TPROXY LINUX_TPROXY LINUX_SPLICE LIBCRYPT CRYPT_H GETADDRINFO TFO NS ACCEPT4 DL RT PRCTL BACKTRACE "
    "CPU_AFFINITY LINUX_CAP MATH NETFILTER GETSOCKNAME MY_ACCEPT4 FUTEX DLOPEN"
)
_BUILD_1_8 = ("-DENABLE_POLL", "-DENABLE_EPOLL", "-DNETFILTER", "-DCONFIG_HAP_LINUX_SPLICE", "-DCONFIG_HAP_CRYPT")
_TEXTS = ("TARGET", "ARCH", "CPU", "CC", "CFLAGS", "OPTIONS", "DEBUG", "FEATURES", "CC_OPTIONS")
_THREADS = ("-DUSE_THREAD", "-DUSE_PTHREAD_PSHARED", "-DUSE_PTHREAD_EMULATION", "-DUSE_THREAD_DUMP")
_TLS = ("-DUSE_OPENSSL",)
_QUIC = ("-DUSE_QUIC", "-DUSE_QUIC_OPENSSL_COMPAT")
_DEBUG = ("-DDEBUG_THREAD", "-DDEBUG_TASK", "-DDEBUG_STRICT=2", "-DDEBUG_LIST", "-DDEBUG_MEM_STATS")

# What BoringSSL's QUIC interface adds to OpenSSL's headers: QUIC of 2.4 to 2.8 needs it, distributions lack it.
_PRELUDE = """
#if defined(USE_QUIC) && defined(USE_OPENSSL)
#include <stdint.h>
#include <openssl/ssl.h>
#ifndef SSL_R_MISSING_QUIC_TRANSPORT_PARAMETERS_EXTENSION
#if BACKPORT_QUIC_SHIM
enum ssl_encryption_level_t {
	ssl_encryption_initial, ssl_encryption_early_data, ssl_encryption_handshake, ssl_encryption_application
};
typedef enum ssl_encryption_level_t OSSL_ENCRYPTION_LEVEL;
typedef struct ssl_quic_method_st {
	int (*set_encryption_secrets)(SSL *, enum ssl_encryption_level_t, const uint8_t *, const uint8_t *, size_t);
	int (*add_handshake_data)(SSL *, enum ssl_encryption_level_t, const uint8_t *, size_t);
	int (*flush_flight)(SSL *);
	int (*send_alert)(SSL *, enum ssl_encryption_level_t, uint8_t);
} SSL_QUIC_METHOD;
int SSL_set_quic_method(SSL *, const SSL_QUIC_METHOD *);
int SSL_CTX_set_quic_method(SSL_CTX *, const SSL_QUIC_METHOD *);
int SSL_set_quic_transport_params(SSL *, const uint8_t *, size_t);
void SSL_get_peer_quic_transport_params(const SSL *, const uint8_t **, size_t *);
int SSL_provide_quic_data(SSL *, enum ssl_encryption_level_t, const uint8_t *, size_t);
int SSL_process_quic_post_handshake(SSL *);
int SSL_is_quic(SSL *);
void SSL_set_quic_early_data_enabled(SSL *, int);
enum ssl_encryption_level_t SSL_quic_read_level(const SSL *);
enum ssl_encryption_level_t SSL_quic_write_level(const SSL *);
void SSL_set_quic_use_legacy_codepoint(SSL *, int);
#define TLSEXT_TYPE_quic_transport_parameters 0x39
#define TLSEXT_TYPE_quic_transport_parameters_draft 0xffa5
#endif
#endif
#endif
"""

COMPILER = Compiler(
    includes=("include", "ebtree", "import", "include/import", "."),
    flags=(
        "-std=gnu99",
        "-D_GNU_SOURCE",
        *(f"-DUSE_{name}" for name in _PLATFORM.split()),
        *_BUILD_1_8,
        *(f'-DBUILD_{name}=""' for name in _TEXTS),
        "-DCONFIG_REGPARM=3",
        '-DCONFIG_HAPROXY_VERSION="0"',
        '-DCONFIG_HAPROXY_DATE="0"',
    ),
    variants=(
        Variant("threads and TLS", (*_THREADS, *_TLS, "-DDEBUG_STRICT=1")),
        Variant("QUIC", (*_THREADS, *_TLS, *_QUIC)),
        Variant("QUIC, BoringSSL's interface", (*_THREADS, *_TLS, "-DUSE_QUIC", "-DBACKPORT_QUIC_SHIM=1")),
        Variant("debug", (*_THREADS, *_TLS, *_DEBUG)),
        Variant("no threads, no TLS"),
    ),
    prelude=_PRELUDE,
)
