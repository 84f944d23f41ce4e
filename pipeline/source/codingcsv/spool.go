package codingcsv

import (
	"os"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// spool is a file for what DuckDB cannot unpack by itself, such as a member of an
// archive. It lies beside the store, for its owner only, until the store has scanned it.
type spool struct{ file *os.File }

func newSpool(in source.Input) (*spool, error) {
	if in.Spec.Spool == "" {
		return nil, fault.New(fault.Internal, in.Place(), "there is no folder to unpack it into", "unpack it, and name the folder")
	}
	if err := os.MkdirAll(in.Spec.Spool, 0o700); err != nil {
		return nil, errSpool(err, in.Spec.Spool)
	}
	file, err := os.CreateTemp(in.Spec.Spool, "unpacked-") // mode 0600
	if err != nil {
		return nil, errSpool(err, in.Spec.Spool)
	}
	return &spool{file}, nil
}

// Write writes what was unpacked.
func (s *spool) Write(p []byte) (int, error) {
	n, err := s.file.Write(p)
	if err != nil {
		return n, errSpool(err, s.file.Name())
	}
	return n, nil
}

// remove closes the file and removes it; there may be none.
func (s *spool) remove() {
	if s == nil {
		return
	}
	_ = s.file.Close()
	_ = os.Remove(s.file.Name())
}

func errSpool(err error, path string) error {
	return fault.Wrap(fault.Unavailable, err, path, "cannot unpack a file into it", "check the space on the disk and who may write there")
}
