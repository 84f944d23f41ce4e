package sandbox

import (
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/landlock-lsm/go-landlock/landlock"
	kernel "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// Executable is this program, also where its file was replaced since it began.
func Executable() (string, error) { return "/proc/self/exe", nil }

// pipeSize is that of the pipe of answers: a larger one means fewer changes between the
// two processes. An unprivileged process may ask for so much.
const pipeSize = 1 << 20

// Widen makes a pipe larger where the system lets it.
func Widen(pipe *os.File) {
	if raw, err := pipe.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, pipeSize) })
	}
}

// headroom is the address space that a child may map beyond DuckDB's memory limit, which
// does not count everything: stacks, the answer on its way out, what functions of text
// and lists take.
const headroom = 1 << 30

// Confine shuts the doors of this process for good, but those to its places. It may then map
// so much memory beyond what it has, and write files of so many bytes. It is called when the
// store is open: DuckDB reads its surroundings while it opens, and needs no file by its name
// afterwards but those of a folder. What this system has no means for is told as weak.
func Confine(p Places, memory, disk int64) (weak string, err error) {
	mapped, err := mappedBytes()
	if err != nil {
		return "", err
	}
	for _, limit := range []struct {
		resource int
		most     int64
	}{
		{unix.RLIMIT_AS, mapped + memory + headroom},
		{unix.RLIMIT_FSIZE, disk},
		{unix.RLIMIT_NOFILE, OpenFiles},
		{unix.RLIMIT_CORE, 0},
	} {
		if err := lower(limit.resource, uint64(limit.most)); err != nil {
			return "", err
		}
	}
	// No process of the same user may look into this one, which knows the key.
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return "", err
	}
	if version, err := kernel.LandlockGetABIVersion(); err != nil || version < 1 {
		return "this kernel has no landlock: files and network are closed to queries by DuckDB alone", nil
	}
	return "", landlock.V11.BestEffort().Restrict(landlock.RWDirs(p.Own), landlock.ROFiles(p.Read...))
}

// lower sets a limit, or keeps the one that is lower already.
func lower(resource int, most uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(resource, &now); err != nil {
		return err
	}
	most = min(most, now.Max)
	return unix.Setrlimit(resource, &unix.Rlimit{Cur: most, Max: most})
}

// mappedBytes is the address space that this process has mapped.
func mappedBytes() (int64, error) {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(statm))
	if len(fields) == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	pages, err := strconv.ParseInt(fields[0], 10, 64)
	return pages * int64(os.Getpagesize()), err
}

// AllowTime gives this process some more processor time.
func AllowTime(more time.Duration) error {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return err
	}
	var now unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CPU, &now); err != nil {
		return err
	}
	total := used.Utime.Sec + used.Stime.Sec + 1 + int64(more/time.Second)
	now.Cur = min(uint64(total), now.Max)
	return unix.Setrlimit(unix.RLIMIT_CPU, &now)
}

// WatchTime ends this process with a code when its processor time is used up.
func WatchTime(code int) {
	used := make(chan os.Signal, 1)
	signal.Notify(used, unix.SIGXCPU)
	go func() {
		<-used
		os.Exit(code)
	}()
}
