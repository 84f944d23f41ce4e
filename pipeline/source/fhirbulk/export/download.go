package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/fhirbulk/web"
)

// parallel is how many files are downloaded at a time.
const parallel = 2

// download gets every file that is not there yet. The first failure stops the others.
func (e *Export) download(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	files := make(chan *File)
	var workers sync.WaitGroup
	var lock sync.Mutex // of the state
	for range parallel {
		workers.Go(func() {
			for f := range files {
				if err := e.downloadOne(ctx, f, &lock); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range e.state.Manifest.Files {
		if f := &e.state.Manifest.Files[i]; !f.Done && ctx.Err() == nil {
			files <- f
		}
	}
	close(files)
	workers.Wait()
	return e.cause(ctx)
}

// cause is why the downloads were stopped, if they were.
func (e *Export) cause(ctx context.Context) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
		var known *fault.Error
		if !errors.As(cause, &known) {
			return fault.Wrap(fault.Interrupted, cause, e.place(), "stopped", "")
		}
	}
	return cause
}

// downloadOne gets a file, and notes that it is whole.
func (e *Export) downloadOne(ctx context.Context, f *File, lock *sync.Mutex) error {
	if ctx.Err() != nil {
		return nil // another one has failed, and said so
	}
	t := &transfer{export: e, file: f, client: e.Open, path: e.Path(*f) + ".part"}
	if e.state.Manifest.Token {
		t.client = e.Server
	}
	whole, err := t.run(ctx)
	if err != nil {
		return err
	}
	if err := os.Rename(t.path, e.Path(*f)); err != nil {
		return e.diskFault(err)
	}
	lock.Lock()
	defer lock.Unlock()
	f.Done, f.Bytes, f.Lines, f.Records = true, t.size, whole.Lines, whole.Records
	e.state.InVain = 0
	return e.save()
}

// transfer is the download of one file.
type transfer struct {
	export *Export
	file   *File
	client *web.Client
	path   string // of what has come so far

	size      int64  // of what has come so far
	validator string // ETag or Last-Modified of what has come so far
	ranges    bool   // whether the server gives parts of it
	encoding  string // in which it comes
}

// mostBroken is how often a file may come whole and be broken before the export is.
const mostBroken = 3

// run gets the file whole. A transfer that breaks off is taken up where it broke off, or
// begun again; it ends when it fails too often in a row without getting further than
// before.
func (t *transfer) run(ctx context.Context) (tally, error) {
	var best int64
	failures, broken := 0, 0
	for {
		err := t.attempt(ctx)
		if err == nil {
			whole, flaw, err := t.verify()
			if err != nil || flaw == "" {
				return whole, err
			}
			if broken++; broken == mostBroken {
				return tally{}, lost{fault: fault.Newf(fault.Input, t.export.place(), "tell its owner", "%s %s", t.what(), flaw)}
			}
			t.restart()
		} else if !errors.Is(err, errBrokenOff) {
			return tally{}, err
		}
		if t.size > best {
			best, failures = t.size, 0
		}
		if err := t.client.Pause(ctx, t.what(), failures); err != nil {
			return tally{}, err
		}
		failures++
	}
}

// what names the file in messages.
func (t *transfer) what() string {
	return fmt.Sprintf("file %d of %d", t.file.Number, len(t.export.state.Manifest.Files))
}

// attempt asks for what is missing of the file, and keeps it.
func (t *transfer) attempt(ctx context.Context) error {
	header := http.Header{"Accept": {"application/fhir+ndjson"}, "Accept-Encoding": {"gzip"}}
	if t.size > 0 && !t.ranges {
		t.restart()
	}
	if t.size > 0 {
		header.Set("Range", fmt.Sprintf("bytes=%d-", t.size))
		if t.validator != "" {
			header.Set("If-Range", t.validator)
		}
	}
	resp, err := t.client.Do(ctx, web.Call{What: t.what(), URL: t.file.URL, Header: header})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	switch status := resp.StatusCode; {
	case status == http.StatusOK:
		t.restart()
		t.note(resp)
	case status == http.StatusPartialContent && t.continues(resp):
	case t.size > 0 && (status == http.StatusPartialContent || status == http.StatusRequestedRangeNotSatisfiable):
		t.restart()
		t.ranges = false
		return errBrokenOff
	default:
		return t.refused(status)
	}
	if t.encoding != "" && t.encoding != "gzip" {
		return lost{fault: fault.Newf(fault.Input, t.export.place(), "tell its owner", "%s comes in an encoding that was not asked for", t.what())}
	}
	return t.keep(resp.Body)
}

// restart forgets what has come so far.
func (t *transfer) restart() { t.size, t.validator, t.encoding = 0, "", "" }

// note remembers how the rest of an answer could be asked for. A part of a packed answer
// fits to the rest only where the server says that both are parts of the same thing, by
// a validator that is not weak.
func (t *transfer) note(resp *http.Response) {
	t.encoding = strings.ToLower(resp.Header.Get("Content-Encoding"))
	if t.encoding == "identity" {
		t.encoding = ""
	}
	t.validator = resp.Header.Get("ETag")
	if strings.HasPrefix(t.validator, "W/") {
		t.validator = ""
	}
	strong := t.validator != ""
	if !strong {
		t.validator = resp.Header.Get("Last-Modified")
	}
	t.ranges = resp.Header.Get("Accept-Ranges") == "bytes" && (strong || t.encoding == "")
}

// continues reports whether an answer is what was missing.
func (t *transfer) continues(resp *http.Response) bool {
	from := fmt.Sprintf("bytes %d-", t.size)
	encoding := strings.ToLower(resp.Header.Get("Content-Encoding"))
	return t.size > 0 && strings.HasPrefix(resp.Header.Get("Content-Range"), from) && (encoding == t.encoding || encoding == "identity")
}

// refused says what the status of a refusal means. Links expire, and servers say so with
// any of these.
func (t *transfer) refused(status int) error {
	what := fmt.Sprintf("%s cannot be downloaded (status %d)", t.what(), status)
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return lost{again: true, fault: fault.New(fault.Config, t.export.place(), what, "check its credentials under options:, and what they allow")}
	case http.StatusNotFound, http.StatusGone:
		return lost{again: true, fault: fault.New(fault.Unavailable, t.export.place(), what, "try again: its link has expired, twice")}
	default:
		return lost{fault: fault.New(fault.Input, t.export.place(), what, "tell its owner")}
	}
}

// keep appends a body to what has come so far.
func (t *transfer) keep(body io.Reader) error {
	f, err := os.OpenFile(t.path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return t.export.diskFault(err)
	}
	defer f.Close()
	if err := f.Truncate(t.size); err != nil {
		return t.export.diskFault(err)
	}
	buf := make([]byte, 256<<10)
	for {
		n, failed := body.Read(buf)
		if _, err := f.WriteAt(buf[:n], t.size); err != nil {
			return t.export.diskFault(err)
		}
		t.size += int64(n)
		if errors.Is(failed, io.EOF) {
			break
		}
		if failed != nil {
			return errBrokenOff
		}
	}
	if err := f.Sync(); err != nil {
		return t.export.diskFault(err)
	}
	return nil
}

// verify looks whether what has come is the whole file: whether it can be unpacked, ends
// with a whole line, and has as many as the manifest says. The flaw, if it has one, is in
// words.
func (t *transfer) verify() (whole tally, flaw string, err error) {
	f, err := os.Open(t.path)
	if err != nil {
		return tally{}, "", t.export.diskFault(err)
	}
	defer f.Close()
	whole, err = count(f)
	switch {
	case errors.Is(err, errPacked):
		return whole, "is packed and breaks off", nil
	case errors.Is(err, errCutOff):
		return whole, "breaks off within a line", nil
	case err != nil:
		return whole, "", t.export.diskFault(err)
	case t.file.Count != nil && *t.file.Count != whole.Records:
		return whole, fmt.Sprintf("has %d lines where the manifest counts %d", whole.Records, *t.file.Count), nil
	}
	return whole, "", nil
}
