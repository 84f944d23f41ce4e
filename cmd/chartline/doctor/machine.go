package doctor

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/history"
)

// permissions looks for records and secrets that others may read.
func (p *Patient) permissions(context.Context) []Finding {
	if runtime.GOOS == "windows" {
		return advice("who may read the files is said by the access lists of their folders", "look at those of "+filepath.Dir(p.Config.Store.Path))
	}
	var open []string
	look := func(path string, most fs.FileMode) {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&^most != 0 {
			open = append(open, path)
		}
	}
	files, _ := filepath.Glob(p.Config.Store.Path + "*") // the pattern has no mistake that a path could make
	published, _ := filepath.Glob(strings.TrimSuffix(p.Config.Store.Path, filepath.Ext(p.Config.Store.Path)) + "-*")
	for _, path := range append(files, published...) {
		look(path, 0o700)
	}
	for _, reference := range p.secrets() {
		if path, ok := strings.CutPrefix(reference, "file:"); ok {
			look(path, 0o700)
		}
	}
	look(p.ConfigPath, 0o755) // others may read it, since no secret is in it
	if len(open) == 0 {
		return well("records and secrets can be read by their owner only")
	}
	var all []Finding
	for _, path := range open {
		all = append(all, wrong(fault.Config, path+" is open to others", "chmod go-rwx "+path)...)
	}
	return all
}

// secrets are the references of the configuration.
func (p *Patient) secrets() []string {
	all := []string{p.Config.Store.Key}
	for _, d := range p.Config.Deliver {
		all = append(all, d.Password, d.Key, d.Secret)
	}
	for _, s := range p.Config.Sources {
		all = append(all, s.Path)
		for _, value := range s.Options {
			all = append(all, value)
		}
	}
	return all
}

// copies is how often a store must fit beside itself: a pull needs room for it twice, and
// two published copies stay.
const copies = 4

// disk looks whether the next pull finds room.
func (p *Patient) disk(context.Context) []Finding {
	if p.extract {
		return nil // nothing is pulled
	}
	folder := existing(filepath.Dir(p.Config.Store.Path))
	free, known := freeBytes(folder)
	if !known {
		return advice("the free space beside the store cannot be told on this system", "count on four times the size of the store")
	}
	var size int64
	if info, err := os.Stat(p.Config.Store.Path); err == nil {
		size = info.Size()
	}
	text := fmt.Sprintf("%s free beside a store of %s", bytes(free), bytes(size))
	switch need := max(size, 64<<20); {
	case free < need:
		return wrong(fault.Unavailable, text+": the next pull will fail", "free space, or move the store")
	case free < copies*need:
		return warning(text, "count on four times the size of the store")
	}
	return well(text)
}

// bytes is a size as a person reads it.
func bytes(n int64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GB", n>>30)
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n>>20)
	default:
		return fmt.Sprintf("%d kB", n>>10)
	}
}

// drift is by how much a clock may stand before what was written.
const drift = 2 * time.Minute

// clock looks whether the clock stands before something that was done.
func (p *Patient) clock(context.Context) []Finding {
	latest := time.Time{}
	if p.status != nil {
		latest = p.status.LastRun.Started
	}
	events, err := history.Of(p.Config.Store.Path).Runs.Read()
	if err != nil {
		return failed(err)
	}
	for _, e := range events {
		if e.At.After(latest) {
			latest = e.At
		}
	}
	if ahead := latest.Sub(p.At); ahead > drift {
		return wrong(fault.Unavailable, fmt.Sprintf("the clock stands %s before the last run: reports would be about the wrong days", ahead.Round(time.Second)),
			"set the clock, and keep it by NTP")
	}
	return well(p.At.Format("Mon 2006-01-02 15:04 MST"))
}

// browser looks for what prints tagged PDF.
func (p *Patient) browser(context.Context) []Finding {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return well(path + " can print accessible PDF")
		}
	}
	return advice("no Chromium is installed: PDF is written untagged, HTML is accessible", "install chromium where readers need tagged PDF")
}
