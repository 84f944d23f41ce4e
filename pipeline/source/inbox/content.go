package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// Content is what an input held when it was hashed. The zero value is that of what is no
// file, which never changes.
type Content struct {
	SHA256 string // in hex; of a member of an archive that of the archive's and its name

	path, place string
	found       fs.FileInfo // how the file lay there before it was read
}

// Unchanged refuses a file that is not what was hashed any more (ING-01): that is told by its
// size, the time at which it was changed, and whether it is another file under the same
// name. To be asked when the input is read, since it is opened anew for that.
func (c Content) Unchanged() error {
	if c.found == nil {
		return nil
	}
	now, err := state(c.path)
	if err == nil && os.SameFile(c.found, now) && c.found.Size() == now.Size() && c.found.ModTime().Equal(now.ModTime()) {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, c.place, "the file changed while it was read, and nothing of it was loaded", "run again when it is whole")
}

// state is how a file lies there. It is opened for that: file systems of a network may
// answer for an unopened one what they were told up to a minute ago.
func state(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() { // to open a pipe would be to wait
		return info, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat()
}

// Hasher hashes inputs. An archive is read once for members that follow one another.
type Hasher struct{ last Content }

// Content hashes an input, all of its file.
func (h *Hasher) Content(ctx context.Context, in source.Input) (Content, error) {
	if in.Member == "" || h.last.path != in.Path || h.last.Unchanged() != nil {
		read, err := digest(ctx, in.Path)
		if err != nil {
			return Content{}, err
		}
		h.last = read
	}
	c := h.last
	c.place = in.Place()
	if in.Member != "" {
		sum := sha256.Sum256([]byte(c.SHA256 + "/" + in.Member))
		c.SHA256 = hex.EncodeToString(sum[:])
	}
	return c, nil
}

// digest reads a file for its hash.
func digest(ctx context.Context, path string) (Content, error) {
	f, err := os.Open(path)
	if err != nil {
		return Content{}, OpenError(err, path)
	}
	defer f.Close()
	found, err := f.Stat()
	if err != nil {
		return Content{}, OpenError(err, path)
	}
	h := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return Content{}, fault.Wrap(fault.Interrupted, err, path, "stopped", "")
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if errors.Is(err, io.EOF) {
			return Content{SHA256: hex.EncodeToString(h.Sum(nil)), path: path, found: found}, nil
		}
		if err != nil {
			return Content{}, fault.Wrap(fault.Input, err, path, "cannot be read", "check the disk")
		}
	}
}
