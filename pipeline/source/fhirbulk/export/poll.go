package export

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/fhirbulk/web"
)

// poll asks for the status of the export until there is a manifest.
func (e *Export) poll(ctx context.Context) error {
	const what = "the status of the export"
	for failures := 0; ; failures++ {
		resp, err := e.Server.Do(ctx, web.Call{
			What: what, URL: e.state.Status, Header: http.Header{"Accept": {"application/json"}}, Judge: judgeStatus,
		})
		if err != nil {
			return err
		}
		text, err := e.completed(resp)
		if err == nil {
			return e.complete(resp.Request.URL, text)
		}
		if !errors.Is(err, errBrokenOff) {
			return err
		}
		if err := e.Server.Pause(ctx, what, failures); err != nil {
			return err
		}
	}
}

// judgeStatus is the verdict on a status: 202 while the export is being made. A failure
// with an outcome is that of the export, unless the outcome says that it will pass; one
// without is that of something on the way.
func judgeStatus(resp *http.Response) web.Verdict {
	switch {
	case resp.StatusCode == http.StatusAccepted:
		return web.Pending
	case resp.StatusCode >= 500 && resp.Header.Get("Retry-After") == "" && failedForGood(resp.Body):
		return web.Final
	}
	return web.Judge(resp)
}

// passing are the codes of issues that a server has for the moment (FHIR IssueType).
var passing = []string{"transient", "lock-error", "no-store", "timeout", "incomplete", "throttled"}

// failedForGood reports whether a body is an outcome with an issue that will not pass.
func failedForGood(body io.Reader) bool {
	const longest = 1 << 20
	var outcome struct {
		ResourceType string `json:"resourceType"`
		Issue        []struct {
			Code string `json:"code"`
		} `json:"issue"`
	}
	text, err := io.ReadAll(io.LimitReader(body, longest))
	if err != nil || json.Unmarshal(text, &outcome) != nil || outcome.ResourceType != "OperationOutcome" {
		return false
	}
	for _, issue := range outcome.Issue {
		if !slices.Contains(passing, issue.Code) {
			return true
		}
	}
	return false
}

// errBrokenOff is the cause of an answer that did not come whole.
var errBrokenOff = errors.New("the answer broke off")

// completed gives the manifest of a status, as text.
func (e *Export) completed(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	switch status := resp.StatusCode; {
	case status == http.StatusOK:
		text, err := io.ReadAll(io.LimitReader(resp.Body, longestManifest+1))
		if err != nil {
			return nil, errBrokenOff
		}
		return text, nil
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return nil, fault.Newf(fault.Config, e.place(), "check its credentials under options:, and what they allow",
			"it refuses to tell the status of the export (status %d)", status)
	case status == http.StatusNotFound || status == http.StatusGone:
		return nil, lost{again: true, fault: fault.Newf(fault.Unavailable, e.place(), "try again",
			"it has forgotten the export that it accepted (status %d)", status)}
	case status >= 500:
		return nil, lost{fault: fault.Newf(fault.Unavailable, e.place(), "try again, or ask its owner; its log says why",
			"the export failed on the server (status %d)", status)}
	default:
		return nil, lost{fault: fault.Newf(fault.Config, e.place(), "check options: types, level and group against what the server can export",
			"the export failed on the server (status %d)", status)}
	}
}

// complete keeps the manifest, whose links count from the address that it came from.
func (e *Export) complete(from *url.URL, text []byte) error {
	m, err := parseManifest(from, text)
	if err != nil {
		return lost{fault: fault.Wrap(fault.Input, err, e.place(), "its manifest "+err.Error(), "tell its owner")}
	}
	for _, f := range m.Files {
		u, err := url.Parse(f.URL)
		if err != nil {
			return lost{fault: fault.Wrap(fault.Input, err, e.place(), "its manifest has a link that is no address", "tell its owner")}
		}
		if err := e.reachable(u, m.Token); err != nil {
			return err
		}
	}
	e.state.Manifest, e.state.InVain = m, 0
	return e.save()
}
