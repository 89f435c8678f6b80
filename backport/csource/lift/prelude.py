"""What the C library's headers would declare, as far as sizes and members of the usual types go."""

PATH = "<libc>"
TEXT = b"""
typedef unsigned int uint;
typedef unsigned short ushort;
typedef unsigned long ulong;
typedef unsigned int mode_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned int socklen_t;
typedef unsigned int in_addr_t;
typedef int wchar_t;
typedef int clockid_t;
typedef int sig_atomic_t;
typedef int regoff_t;
typedef unsigned short in_port_t;
typedef unsigned short sa_family_t;
typedef unsigned long nfds_t;
typedef unsigned long dev_t;
typedef unsigned long ino_t;
typedef unsigned long rlim_t;
typedef unsigned long pthread_t;
typedef unsigned long uintmax_t;
typedef long suseconds_t;
typedef long clock_t;
typedef long intmax_t;
typedef struct _IO_FILE FILE;
typedef struct __dirstream DIR;
typedef void *va_list;
typedef void *timer_t;
typedef struct { unsigned long bits[16]; } sigset_t;
typedef struct { unsigned long opaque[8]; } regex_t;
typedef struct { int rm_so; int rm_eo; } regmatch_t;
typedef union { unsigned long opaque[5]; } pthread_mutex_t;
struct timeval { long tv_sec; long tv_usec; };
struct timespec { long tv_sec; long tv_nsec; };
struct tm { int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst; };
struct iovec { void *iov_base; unsigned long iov_len; };
struct in_addr { unsigned int s_addr; };
struct in6_addr { unsigned char s6_addr[16]; };
struct sockaddr { unsigned short sa_family; char sa_data[14]; };
struct sockaddr_in { unsigned short sin_family, sin_port; struct in_addr sin_addr; char sin_zero[8]; };
struct sockaddr_in6 {
	unsigned short sin6_family, sin6_port; unsigned int sin6_flowinfo; struct in6_addr sin6_addr;
	unsigned int sin6_scope_id;
};
struct sockaddr_un { unsigned short sun_family; char sun_path[108]; };
struct sockaddr_storage { unsigned short ss_family; unsigned long data[15]; };
struct rlimit { unsigned long rlim_cur, rlim_max; };
int errno;
struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov; unsigned long msg_iovlen; };
"""
