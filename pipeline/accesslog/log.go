package accesslog

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"chartline/pipeline/fault"
)

// Log is the access log of a store. Any number of processes may write it at once.
type Log struct {
	Path string
	Key  []byte           // of the chain; empty for a chain that whoever may write the file could make anew
	Now  func() time.Time // clock
}

// Append adds an entry with its number, time, account and hash, and gives it as it stands in
// the file. It is on the disk when Append returns; where it cannot be, what was to be
// logged must not happen.
func (l Log) Append(e Entry) (Entry, error) {
	f, err := l.open()
	if err != nil {
		return e, err
	}
	// Closing the file ends the lock.
	defer f.Close()
	last, err := l.last(f)
	if err != nil {
		return e, err
	}
	if err := l.isWhole(last); err != nil {
		return e, err
	}
	if e, err = l.write(f, last, e); err != nil {
		return e, err
	}
	return e, l.witness(e)
}

// open opens the log for this process alone. While it waited for the others one of them may
// have put the file aside: then it opens the new one.
func (l Log) open() (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(l.Path), 0o700); err != nil {
		return nil, l.fault(err)
	}
	for {
		f, err := os.OpenFile(l.Path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, l.fault(err)
		}
		err = lock(f)
		if err == nil && l.isCurrent(f) {
			return f, nil
		}
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, l.fault(err)
		}
	}
}

func (l Log) isCurrent(f *os.File) bool {
	opened, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(l.Path)
	return err == nil && os.SameFile(opened, named)
}

// write puts an entry after the last one.
func (l Log) write(f *os.File, last Entry, e Entry) (Entry, error) {
	e.N, e.Prev, e.At = last.N+1, last.Hash, l.Now().UTC().Truncate(time.Second)
	e.User, e.Host = account(), host()
	e, line, err := e.sealed(l.Key)
	if err != nil {
		return e, l.fault(err)
	}
	if len(line) > longestLine {
		return e, fault.New(fault.Usage, "", "an entry of the access log would be too long", "write a shorter name, purpose or path")
	}
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return e, l.fault(err)
	}
	if _, err := f.Write(line); err != nil {
		// Half a line would break the chain for everybody after.
		return e, l.fault(errors.Join(err, f.Truncate(end)))
	}
	return e, l.fault(f.Sync())
}

// last reads the last entry of a file; the zero entry where there is none. A line that a
// crash left unfinished was never answered for, and is cut off.
func (l Log) last(f *os.File) (e Entry, err error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return e, l.fault(err)
	}
	tail := make([]byte, min(size, longestLine))
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil {
		return e, l.fault(err)
	}
	if whole := bytes.LastIndexByte(tail, '\n') + 1; whole < len(tail) {
		size -= int64(len(tail) - whole)
		tail = tail[:whole]
		if err := f.Truncate(size); err != nil {
			return e, l.fault(err)
		}
	}
	line := bytes.TrimSuffix(tail, []byte("\n"))
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	if len(line) == 0 {
		return e, nil
	}
	if json.Unmarshal(line, &e) != nil || !e.holds(line, l.Key) {
		return e, fault.New(fault.Policy, l.Path, "the last line of the access log was changed, or has another key", "run chartline log verify, and keep the file as evidence")
	}
	return e, nil
}

// longestLine is the most that an entry may take: names of files are at most 4,096 bytes, and what
// people write of a disclosure is a few words.
const longestLine = 64 << 10

// account is the name of who runs the program.
func account() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}

func host() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	return name
}

// fault gives an error of the file a kind and a place.
func (l Log) fault(err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, l.Path, "the access log cannot be written", "check who owns the file and whether the disk is full; nothing is shown that cannot be logged")
}
