//go:build !unix

package sourcetest

import (
	"context"
	"errors"
	"os"
)

// makePipe says that there are no named pipes.
func makePipe(string) error { return errors.ErrUnsupported }

func openPipe(context.Context, string) (*os.File, error) { return nil, errors.ErrUnsupported }
