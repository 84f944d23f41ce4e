//go:build unix

package sourcetest

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// makePipe makes a named pipe.
func makePipe(path string) error { return syscall.Mkfifo(path, 0o600) }

// openPipe opens a pipe for writing as soon as somebody reads.
func openPipe(ctx context.Context, path string) (*os.File, error) {
	for {
		pipe, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if !errors.Is(err, syscall.ENXIO) {
			return pipe, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		time.Sleep(time.Millisecond)
	}
}
