// Package deliver brings finished reports to where they are read: each one once, however
// often the way there fails or the program is killed.
//
// A report is copied into an outbox when it is finished, as a parcel whose name is that of
// its content. What happens to it is remembered before and after each step. Each step can
// be repeated: what lies aside is written again, and what was about to be put into its
// place is looked for first.
package deliver

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
)

// Parcel is a finished report on its way.
type Parcel struct {
	ID          string    `json:"id"` // of job, report, instant and content
	Job         string    `json:"job"`
	Report      string    `json:"report"`
	Title       string    `json:"title"`
	Period      string    `json:"period"`
	AsOf        time.Time `json:"as_of"`
	Posted      time.Time `json:"posted"`
	Sensitivity string    `json:"sensitivity"`
	Marking     string    `json:"marking"`    // the sensitivity in the words of the report's file, whatever its language
	Language    string    `json:"language"`   // BCP 47 tag
	Identified  bool      `json:"identified"` // it has rows of single persons or encounters
	Findings    []string  `json:"findings"`   // sentences of the title page
	Place       string    `json:"place"`      // folder under that of the results, such as coding_quality/2026-10-01
	Files       []File    `json:"files"`

	folder string // in the outbox
}

// File is a file of a report.
type File struct {
	Name   string `json:"name"` // within the report's folder, with slashes
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// timing is the one file of a report that says how long it took, and so differs between two
// runs that made the same. It is no part of what tells parcels apart.
const timing = "manifest.json"

// pack lists the files of a folder and names the parcel by them.
func (p *Parcel) pack(folder string) error {
	p.Files, p.folder = nil, folder
	err := filepath.WalkDir(folder, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, file)
		if err != nil {
			return err
		}
		f, err := fileOf(folder, filepath.ToSlash(name))
		p.Files = append(p.Files, f)
		return err
	})
	if err != nil {
		return unreadable(err, folder)
	}
	p.ID = p.digest()
	return nil
}

func fileOf(folder, name string) (File, error) {
	f, err := os.Open(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return File{Name: name, SHA256: hex.EncodeToString(h.Sum(nil)), Bytes: n}, err
}

func (p *Parcel) digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n", p.Job, p.Report, p.AsOf.UTC().Format(time.RFC3339))
	for _, f := range p.Files {
		if f.Name != timing {
			fmt.Fprintf(h, "%s %s\n", f.SHA256, f.Name)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:20]
}

// Open opens a file of a parcel.
func (p *Parcel) Open(name string) (io.ReadCloser, error) {
	f, err := os.Open(filepath.Join(p.folder, filepath.FromSlash(name)))
	if err != nil {
		return nil, unreadable(err, p.folder)
	}
	return f, nil
}

// Chosen lists the files of the formats that a destination takes, such as pdf and csv; all
// where it names none.
func (p *Parcel) Chosen(formats []string) []File {
	if len(formats) == 0 {
		return p.Files
	}
	var chosen []File
	for _, f := range p.Files {
		if slices.Contains(formats, strings.TrimPrefix(path.Ext(f.Name), ".")) {
			chosen = append(chosen, f)
		}
	}
	return chosen
}

// Link is the address of the report for its readers, below that of the folder of results.
// It leads to a page where there is one.
func (p *Parcel) Link(base string) string {
	if base == "" {
		return ""
	}
	link := strings.TrimSuffix(base, "/") + "/" + p.Place + "/"
	for _, f := range p.Files {
		if f.Name == p.Report+".html" {
			return link + f.Name
		}
	}
	return link
}

const label = "parcel.json"

// readParcel takes a parcel out of its folder in the outbox.
func readParcel(folder string) (*Parcel, error) {
	text, err := os.ReadFile(filepath.Join(folder, label))
	if err != nil {
		return nil, unreadable(err, folder)
	}
	p := &Parcel{folder: filepath.Join(folder, "files")}
	if err := json.Unmarshal(text, p); err != nil {
		return nil, unreadable(err, filepath.Join(folder, label))
	}
	return p, nil
}

// store copies a parcel into a folder of the outbox: whole, or not there at all.
func (p *Parcel) store(folder string) (err error) {
	aside, err := os.MkdirTemp(filepath.Dir(folder), ".packing-")
	if err != nil {
		return unwritable(err, folder)
	}
	defer os.RemoveAll(aside)
	if err := p.take(filepath.Join(aside, "files")); err != nil {
		return err
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(aside, label), 0o600, strings.NewReader(string(text)+"\n")); err != nil {
		return unwritable(err, folder)
	}
	if err := os.RemoveAll(folder); err != nil {
		return unwritable(err, folder)
	}
	return unwritable(os.Rename(aside, folder), folder)
}

// take puts the files of a parcel into a folder of the outbox: as second names of the same
// files, which are never written again and which the disk has, and as copies where it lies on
// another file system.
func (p *Parcel) take(folder string) error {
	for _, f := range p.Files {
		to := filepath.Join(folder, filepath.FromSlash(f.Name))
		if err := mkdir(filepath.Dir(to), private); err != nil {
			return unwritable(err, to)
		}
		if os.Link(filepath.Join(p.folder, filepath.FromSlash(f.Name)), to) == nil {
			continue
		}
		if err := p.copyFile(folder, f, private); err != nil {
			return err
		}
	}
	return unwritable(durable.SyncFolder(folder), folder)
}

// Modes are the permissions of what is written.
type Modes struct{ Folder, File os.FileMode }

var private = Modes{0o700, 0o600}

// CopyTo copies files of a parcel into a folder that is not there yet.
func (p *Parcel) CopyTo(folder string, files []File, m Modes) error {
	if err := mkdir(folder, m); err != nil {
		return unwritable(err, folder)
	}
	for _, f := range files {
		if err := p.copyFile(folder, f, m); err != nil {
			return err
		}
	}
	return unwritable(durable.SyncFolder(folder), folder)
}

func (p *Parcel) copyFile(folder string, f File, m Modes) error {
	to := filepath.Join(folder, filepath.FromSlash(f.Name))
	if err := mkdir(filepath.Dir(to), m); err != nil {
		return unwritable(err, to)
	}
	from, err := p.Open(f.Name)
	if err != nil {
		return err
	}
	defer from.Close()
	return unwritable(writeFile(to, m.File, from), to)
}

// mkdir makes a folder with its permissions, whatever the umask is.
func mkdir(folder string, m Modes) error {
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	if err := os.MkdirAll(folder, m.Folder); err != nil {
		return err
	}
	return os.Chmod(folder, m.Folder)
}

// writeFile writes a file and waits until the disk has it. It takes no place: the folder of the
// parcel does, whole.
func writeFile(to string, mode os.FileMode, from io.Reader) error {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	if err == nil {
		err = errors.Join(f.Chmod(mode), f.Sync())
	}
	return errors.Join(err, f.Close())
}

func unreadable(err error, path string) error {
	return fault.Wrap(fault.Unavailable, err, path, "cannot be read", "check who owns the folder")
}

func unwritable(err error, path string) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, path, "cannot be written", "check who owns the folder and whether the disk is full")
}
