// Package shelf keeps the list of finished reports: one page, index.html in the folder of
// results, with every report by period and job, what changed since the one before, and its files.
// The page is made from the manifests that stand beside the reports and from nothing else, so
// that it is right whatever wrote or removed them.
package shelf

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/language"
)

// Edition is a report as it was made once: what its manifest says of it.
type Edition struct {
	Folder string // within the shelf, such as "coding_quality/2026-10-01"

	Report      string            `json:"report"`
	Title       string            `json:"title"`
	From        string            `json:"from"` // first date
	To          string            `json:"to"`   // first date after
	AsOf        time.Time         `json:"as_of"`
	Timezone    string            `json:"timezone"`
	Language    string            `json:"language"`
	Job         string            `json:"job"` // empty for a report that was made without one
	Sensitivity string            `json:"sensitivity"`
	Identified  bool              `json:"identified"` // it has rows of single persons or encounters
	Mode        string            `json:"mode"`       // of the records that it was made of
	Parameters  map[string]string `json:"parameters"`
	Findings    []string          `json:"findings"`
	KeyFigures  []Figure          `json:"key_figures"`
	Versions    map[string]string `json:"versions"`
	Inputs      []Input           `json:"inputs"`
	Queries     []Query           `json:"queries"`
	Files       map[string]string `json:"files"` // name to SHA-256
}

// Figure is a key figure as it is printed.
type Figure struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Input is an input by its digest.
type Input struct {
	SHA256 string `json:"sha256"`
}

// Query is a question and the digest of its text.
type Query struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// manifestName is the file that makes a folder an edition.
const manifestName = "manifest.json"

// Editions lists what stands in a folder of results, newest first. A manifest that cannot be read
// is counted, and what vanishes while it is being read was removed and is left out.
func Editions(out string) (list []Edition, unreadable int, err error) {
	names, err := filepath.Glob(filepath.Join(escaped(out), "*", "*", manifestName))
	if err != nil {
		return nil, 0, fault.Wrap(fault.Internal, err, out, "cannot be listed", "")
	}
	for _, name := range names {
		folder, err := filepath.Rel(out, filepath.Dir(name))
		if err != nil || hidden(folder) {
			continue
		}
		text, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue
		}
		e := Edition{Folder: filepath.ToSlash(folder)}
		if err != nil || json.Unmarshal(text, &e) != nil || e.Report == "" {
			unreadable++
			continue
		}
		list = append(list, e)
	}
	slices.SortFunc(list, newestFirst)
	return list, unreadable, nil
}

// escaped keeps the signs of a folder's name from being read as a pattern. Windows, whose paths
// are written with the escape sign, has no way to do so and needs none for its usual names.
func escaped(folder string) string {
	if filepath.Separator == '\\' {
		return folder
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(folder)
}

// hidden tells a folder that is being written, or about to be removed.
func hidden(folder string) bool {
	for part := range strings.SplitSeq(filepath.ToSlash(folder), "/") {
		if strings.HasPrefix(part, ".") {
			return true
		}
	}
	return false
}

// newestFirst orders editions by period, job and title, and those of one report by their instant.
func newestFirst(a, b Edition) int {
	return cmp.Or(
		cmp.Compare(b.To, a.To), cmp.Compare(b.From, a.From), cmp.Compare(a.Job, b.Job),
		cmp.Compare(a.Title, b.Title), b.AsOf.Compare(a.AsOf), cmp.Compare(a.Folder, b.Folder))
}

// Instant writes the instant of an edition in its own time zone.
func (e Edition) Instant() string { return (*language.Language)(nil).Instant(e.local()) }

func (e Edition) local() time.Time {
	zone, err := time.LoadLocation(e.Timezone)
	if err != nil {
		return e.AsOf
	}
	return e.AsOf.In(zone)
}

// byHand is how the folder of an edition ends that a person asked for otherwise than a job makes it.
const byHand = "-by-hand"

// ByHand reports whether a person asked for an edition otherwise than its job makes it, such as of another
// period.
func (e Edition) ByHand() bool { return strings.HasSuffix(e.Folder, byHand) }

// before is the edition of the same report that was made before this one: of the same job,
// language and parameters, whatever its period, and by the job where this one is.
func (e Edition) before(all []Edition) (Edition, bool) {
	var last Edition
	for _, other := range all {
		same := other.Report == e.Report && other.Job == e.Job && other.ByHand() == e.ByHand() && sameLanguage(other, e) && sameParameters(other, e)
		if same && other.AsOf.Before(e.AsOf) && other.AsOf.After(last.AsOf) {
			last = other
		}
	}
	return last, last.Report != ""
}

// sameLanguage compares the languages of editions; those that say none are in English.
func sameLanguage(a, b Edition) bool {
	return cmp.Or(a.Language, "en") == cmp.Or(b.Language, "en")
}

func sameParameters(a, b Edition) bool {
	if len(a.Parameters) != len(b.Parameters) {
		return false
	}
	for name, value := range a.Parameters {
		if other, ok := b.Parameters[name]; !ok || other != value {
			return false
		}
	}
	return true
}
