// Package export gets one export of a FHIR server onto the disk (HL7 Bulk Data Access
// 2.0): it asks for it, waits for it, and downloads every file that its manifest lists.
//
// What is known of an export is on the disk at any moment: the address of its status,
// its manifest, and which files are whole. A run that is killed is continued by the next
// one that asks for the same; one that asks for something else starts anew.
//
// An export that turns out to be of no use is discarded, so that no run trips over it
// again: when it failed, when it is broken, and when two runs in a row found nothing but
// a server that does not answer. Where it was only kept waiting too long, its files or
// its status having expired, another one is asked for at once, but only once.
package export

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/fhirbulk/web"
)

// Request is what is asked of a server.
type Request struct {
	Base  string `json:"base"`  // address of the server, without a slash at its end
	Level string `json:"level"` // system, patient or group
	Group string `json:"group"` // identifier of the group
	Types string `json:"types"` // of resources, separated by commas
	Since string `json:"since"` // instant after which they changed; empty for all
}

// Export is an export on its way.
type Export struct {
	Request Request
	Folder  string              // of its files, which is no one else's
	Server  *web.Client         // sends the access token
	Open    *web.Client         // sends none
	Tokens  bool                // whether there is an access token at all
	Allowed func(*url.URL) bool // whether an address may be gone to at all
	May     func(*url.URL) bool // whether an address may see the access token

	state state
}

// lost ends an export that cannot be had any more, or that is of no use.
type lost struct {
	fault *fault.Error
	again bool // another one may be better
}

func (l lost) Error() string { return l.fault.Error() }
func (l lost) Unwrap() error { return l.fault }

// Fetch gets all files of the export onto the disk.
func (e *Export) Fetch(ctx context.Context) error {
	if err := e.resume(ctx); err != nil {
		return err
	}
	for again := true; ; again = false {
		err := e.fetch(ctx)
		var l lost
		if !errors.As(err, &l) {
			return err
		}
		e.Discard(ctx)
		if !l.again || !again {
			return l.fault
		}
	}
}

// fetch does what is left to do.
func (e *Export) fetch(ctx context.Context) error {
	if e.state.Status == "" {
		if err := e.kickOff(ctx); err != nil {
			return err
		}
	}
	var err error
	if e.state.Manifest == nil {
		err = e.poll(ctx)
	}
	if err == nil {
		err = e.download(ctx)
	}
	return e.judge(err)
}

// mostInVain is how many runs in a row may find a server that does not answer, before
// the export is taken to be what it does not answer to.
const mostInVain = 2

// judge counts the runs that ended without progress, and gives the export up in time.
func (e *Export) judge(err error) error {
	var known *fault.Error
	if !errors.As(err, &known) || known.Kind != fault.Unavailable || errors.As(err, new(lost)) {
		return err
	}
	e.state.InVain++
	if e.state.InVain >= mostInVain {
		return lost{fault: known}
	}
	return errors.Join(err, e.save())
}

// kickOff asks for the export.
func (e *Export) kickOff(ctx context.Context) error {
	at, err := e.Request.address()
	if err != nil {
		return fault.Wrap(fault.Config, err, e.place(), "not an address", "check path:")
	}
	resp, err := e.Server.Do(ctx, web.Call{
		What: "the export", URL: at.String(),
		Header: http.Header{"Accept": {"application/fhir+json"}, "Prefer": {"respond-async"}},
	})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		return e.refused(resp.StatusCode)
	}
	status, err := resp.Request.URL.Parse(resp.Header.Get("Content-Location"))
	if err != nil || resp.Header.Get("Content-Location") == "" {
		return fault.Wrap(fault.Input, err, e.place(), "it accepts the export without saying where its status is", "tell its owner: there is no valid Content-Location")
	}
	if err := e.reachable(status, true); err != nil {
		return err
	}
	e.state = state{Request: e.Request, Status: status.String()}
	return e.save()
}

// address is where the export is asked for.
func (r Request) address() (*url.URL, error) {
	base, err := url.Parse(r.Base)
	if err != nil {
		return nil, err
	}
	at := base.JoinPath("$export")
	switch r.Level {
	case "patient":
		at = base.JoinPath("Patient", "$export")
	case "group":
		at = base.JoinPath("Group", r.Group, "$export")
	}
	query := url.Values{"_type": {r.Types}, "_outputFormat": {"application/fhir+ndjson"}}
	if r.Since != "" {
		query.Set("_since", r.Since)
	}
	at.RawQuery = query.Encode()
	return at, nil
}

// refused says what the status of a refusal means. The outcome that comes with it may
// quote what was asked for and by whom, and is not shown.
func (e *Export) refused(status int) error {
	kind, fix := fault.Config, "check options: types, level and group against what the server can export"
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		fix = "check its credentials under options:, and what they allow"
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		fix = "check path:, and options: level and group"
	}
	if status < 400 {
		kind, fix = fault.Input, "tell its owner: an export is accepted with status 202"
	}
	return fault.Newf(kind, e.place(), fix, "it refuses the export (status %d)", status)
}

// reachable refuses an address that the server names but that must not be gone to.
func (e *Export) reachable(u *url.URL, token bool) error {
	if !e.Allowed(u) {
		return fault.New(fault.Config, e.place(), "it refers to an address that is not protected by TLS", "tell its owner, or set options: insecure to true")
	}
	if token && e.Tokens && !e.May(u) {
		return fault.Newf(fault.Config, e.place(), "set options: file_host to that host if it may see the access token",
			"it refers to the host %q, which is not its own, with the access token", u.Host)
	}
	return nil
}

// Discard forgets the export, here and on the server, which is asked to but need not
// answer.
func (e *Export) Discard(ctx context.Context) {
	e.cancel(ctx, e.state)
	e.state = state{}
	// What cannot be removed now is removed by the next run, which finds no state there.
	_ = os.RemoveAll(e.Folder)
}

// cancel tells the server that an export is not needed any more.
func (e *Export) cancel(ctx context.Context, s state) {
	const patience = 30 * time.Second
	u, err := url.Parse(s.Status)
	if s.Status == "" || s.Request.Base != e.Request.Base || err != nil || e.reachable(u, true) != nil {
		return
	}
	// The export ends by itself some day: nothing depends on the answer.
	_ = e.Server.Once(ctx, web.Call{Method: http.MethodDelete, URL: s.Status, Header: http.Header{"Accept": {"application/fhir+json"}}}, patience)
}

// Time is the transactionTime of the manifest: what changed later is not in the export.
func (e *Export) Time() string { return e.state.Manifest.Time }

// Files lists what was downloaded, in the order of the types asked for.
func (e *Export) Files() []File { return e.state.Manifest.inOrder(strings.Split(e.Request.Types, ",")) }

// Path is where a file lies.
func (e *Export) Path(f File) string { return filepath.Join(e.Folder, f.name()) }

func (e *Export) place() string { return e.Server.Place }
