package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"
)

// Kind is what a file holds.
type Kind string

const (
	Output  Kind = "output"  // resources
	Deleted Kind = "deleted" // bundles that name resources which are no more
	Errors  Kind = "error"   // outcomes: what the server could not export
)

// File is one that a manifest lists.
type File struct {
	Kind   Kind   `json:"kind"`
	Number int    `json:"number"` // in the manifest, 1 first
	Type   string `json:"type"`   // of resources, as the server says
	URL    string `json:"url"`
	Count  *int64 `json:"count,omitempty"` // of resources, where the server says so

	Done    bool  `json:"done"`
	Bytes   int64 `json:"bytes"` // as they lie on the disk, packed or not
	Lines   int64 `json:"lines"`
	Records int64 `json:"records"` // lines that are not blank
}

func (f File) name() string { return fmt.Sprintf("%06d.ndjson", f.Number) }

// manifest is what is kept of one.
type manifest struct {
	Time  string `json:"time"`
	Token bool   `json:"token"` // whether downloads need the access token
	Files []File `json:"files"`
}

// Why a manifest is refused. The words follow "its manifest".
var (
	errLong      = fmt.Errorf("is longer than %d MiB", longestManifest>>20)
	errNoJSON    = errors.New("is not valid JSON of its form")
	errNoTime    = errors.New("has no valid transactionTime")
	errNoOutput  = errors.New("has no list of output files")
	errNoURL     = errors.New("lists a file without a link")
	errNegative  = errors.New("counts fewer than no resources")
	errMorePages = errors.New("goes on in another one, which was not asked for")
)

// longestManifest bounds the memory of a manifest: some ten thousand links with their
// signatures are 15 MB.
const longestManifest = 64 << 20

// listed is a file as a manifest lists it.
type listed struct {
	Type  string `json:"type"`
	URL   string `json:"url"`
	Count *int64 `json:"count"`
}

// parseManifest reads a manifest. A deployment that does not say whether downloads need
// the access token is taken to need it.
func parseManifest(from *url.URL, text []byte) (*manifest, error) {
	if len(text) > longestManifest {
		return nil, errLong
	}
	var m struct {
		Time    string     `json:"transactionTime"`
		Token   *bool      `json:"requiresAccessToken"`
		Output  *[]*listed `json:"output"`
		Deleted []*listed  `json:"deleted"`
		Errors  []*listed  `json:"error"`
		Link    []struct {
			Relation string `json:"relation"`
		} `json:"link"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, errNoJSON
	}
	if _, err := time.Parse(time.RFC3339Nano, m.Time); err != nil {
		return nil, errNoTime
	}
	if m.Output == nil {
		return nil, errNoOutput
	}
	// Only a client that asks for parts gets them; to read the first alone would lose the rest.
	for _, l := range m.Link {
		if l.Relation == "next" {
			return nil, errMorePages
		}
	}
	parsed := &manifest{Time: m.Time, Token: m.Token == nil || *m.Token}
	for _, list := range []struct {
		kind  Kind
		files []*listed
	}{{Output, *m.Output}, {Deleted, m.Deleted}, {Errors, m.Errors}} {
		if err := parsed.add(from, list.kind, list.files); err != nil {
			return nil, err
		}
	}
	return parsed, nil
}

// add takes up a list of files.
func (m *manifest) add(from *url.URL, kind Kind, files []*listed) error {
	for _, f := range files {
		if f == nil || f.URL == "" {
			return errNoURL
		}
		if f.Count != nil && *f.Count < 0 {
			return errNegative
		}
		u, err := from.Parse(f.URL)
		if err != nil {
			return errNoURL
		}
		m.Files = append(m.Files, File{Kind: kind, Number: len(m.Files) + 1, Type: f.Type, URL: u.String(), Count: f.Count})
	}
	return nil
}

// inOrder is the files by kind and by type, those of one type as they are listed:
// patients before their encounters, and these before their codes.
func (m *manifest) inOrder(types []string) []File {
	place := func(f File) int {
		i := slices.Index(types, f.Type)
		switch {
		case f.Kind == Deleted:
			return len(types) + 1
		case f.Kind == Errors:
			return len(types) + 2
		case i < 0:
			return len(types)
		}
		return i
	}
	files := slices.Clone(m.Files)
	slices.SortStableFunc(files, func(a, b File) int { return place(a) - place(b) })
	return files
}
