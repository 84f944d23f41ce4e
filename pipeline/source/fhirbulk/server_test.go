package fhirbulk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// hospital is a server of bulk exports. It keeps to the guide unless one of its hooks
// answers first; a hook is told how many requests of its kind came before, and says
// whether it has answered.
type hospital struct {
	*httptest.Server
	Time    string            // transactionTime
	Types   map[string]string // file name -> type of its resources
	Files   map[string]string // file name -> content
	Deleted map[string]string
	Errors  map[string]string
	Counts  map[string]int64 // file name -> count that the manifest says; that of its lines unless set
	Open    bool             // requiresAccessToken is false
	FilesAt string           // where the links lead; the server itself unless set

	Kick, Status, File, Drop hook

	mu   sync.Mutex
	log  []string // method and path with query of each request
	seen []*http.Request
	n    map[string]int
}

type hook func(w http.ResponseWriter, r *http.Request, before int) bool

const transactionTime = "2026-03-01T04:05:06.789+01:00"

func newHospital(t testing.TB) *hospital {
	h := &hospital{
		Time: transactionTime, n: map[string]int{},
		Types: map[string]string{"p1": "Patient", "e1": "Encounter", "c1": "Condition"},
		Files: map[string]string{
			"p1": resources("Patient", "a", "b"), "e1": resources("Encounter", "c", "d", "e"), "c1": resources("Condition", "f"),
		},
		Deleted: map[string]string{}, Errors: map[string]string{}, Counts: map[string]int64{},
	}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

// resources is an NDJSON file.
func resources(kind string, ids ...string) string {
	var b strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&b, `{"resourceType":%q,"id":%q}`+"\n", kind, id)
	}
	return b.String()
}

func (h *hospital) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	kind, hook, answer := h.route(r)
	h.log = append(h.log, r.Method+" "+r.URL.RequestURI())
	h.seen = append(h.seen, r.Clone(context.Background()))
	before := h.n[kind]
	h.n[kind]++
	h.mu.Unlock()
	if hook == nil || !hook(w, r, before) {
		answer(w, r)
	}
}

// then has the server go on in another way: requests of a run that was killed may be on their way.
func (h *hospital) then(file hook) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.File = file
}

func (h *hospital) route(r *http.Request) (string, hook, http.HandlerFunc) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/$export"):
		return "kick", h.Kick, h.kick
	case r.URL.Path == "/status/1" && r.Method == http.MethodDelete:
		return "drop", h.Drop, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }
	case r.URL.Path == "/status/1":
		return "status", h.Status, h.status
	case strings.HasPrefix(r.URL.Path, "/file/"):
		return r.URL.Path, h.File, h.file
	}
	return "other", nil, http.NotFound
}

func (h *hospital) kick(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Location", h.URL+"/status/1")
	w.WriteHeader(http.StatusAccepted)
}

func (h *hospital) status(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, h.manifest())
}

// manifest lists the files in the order of their names.
func (h *hospital) manifest() string {
	at := h.FilesAt
	if at == "" {
		at = h.URL
	}
	list := func(files map[string]string) []map[string]any {
		all := []map[string]any{}
		for _, name := range sorted(files) {
			item := map[string]any{"type": h.Types[name], "url": at + "/file/" + name + "?secret=" + secret}
			if n, ok := h.Counts[name]; !ok {
				item["count"] = strings.Count(files[name], "\n")
			} else if n >= 0 {
				item["count"] = n
			}
			all = append(all, item)
		}
		return all
	}
	text, _ := json.Marshal(map[string]any{
		"transactionTime": h.Time, "request": h.URL + "/fhir/$export", "requiresAccessToken": !h.Open,
		"output": list(h.Files), "deleted": list(h.Deleted), "error": list(h.Errors),
	})
	return string(text)
}

// secret stands in every link; it may turn up in no message.
const secret = "SIGNATURE"

func (h *hospital) content(r *http.Request) string {
	name := strings.TrimPrefix(r.URL.Path, "/file/")
	return h.Files[name] + h.Deleted[name] + h.Errors[name]
}

func (h *hospital) file(w http.ResponseWriter, r *http.Request) { io.WriteString(w, h.content(r)) }

// requests lists what was asked for, without queries.
func (h *hospital) requests() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []string
	for _, line := range h.log {
		path, _, _ := strings.Cut(line, "?")
		all = append(all, path)
	}
	return all
}

// count is how often something was asked for.
func (h *hospital) count(request string) int {
	n := 0
	for _, r := range h.requests() {
		if r == request {
			n++
		}
	}
	return n
}

// query is the query of the first request for a path.
func (h *hospital) query(t *testing.T, path string, n int) map[string][]string {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.seen {
		if r.URL.Path == path {
			if n == 0 {
				return r.URL.Query()
			}
			n--
		}
	}
	t.Fatalf("no request for %s", path)
	return nil
}

func sorted(m map[string]string) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
