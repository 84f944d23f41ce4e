// Package tagged prints a report for screen readers: its HTML page as a tagged PDF, by a
// Chromium that is installed. Headings, table heads, alternative texts, language and title come
// from the page. Nothing is downloaded, and the browser reaches no network.
package tagged

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
	"chartline/pipeline/report/html"
)

// Browser is an installed Chromium, or one of its relatives.
type Browser struct{ path string }

// names are the programs that print as Chromium does.
var names = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable", "microsoft-edge"}

// Find looks for a browser among the programs of PATH. It fails with fault.Unavailable where
// there is none.
func Find() (Browser, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return Browser{path}, nil
		}
	}
	return Browser{}, fault.New(fault.Unavailable, "tagged PDF", "no Chromium is installed, and nothing else here prints one",
		"install chromium, or hand out the HTML file, which screen readers read as well")
}

// limit is how long a browser may take.
const limit = 2 * time.Minute

// Render writes a document as a tagged PDF. The same document gives the same bytes with the same
// version of the browser.
//
// It fails as html.Render does, and with fault.Unavailable where the browser fails or takes more
// than two minutes.
func (b Browser) Render(ctx context.Context, w io.Writer, d *report.Document) error {
	folder, err := os.MkdirTemp("", "chartline-tagged-")
	if err != nil {
		return failed(err, "no temporary folder can be made")
	}
	defer os.RemoveAll(folder)
	var page bytes.Buffer
	if err := html.Render(&page, d); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "page.html"), page.Bytes(), 0o600); err != nil {
		return failed(err, "the page cannot be written")
	}
	file, err := b.print(ctx, folder)
	if err != nil {
		return err
	}
	if _, err := w.Write(stamped(file, d.AsOf)); err != nil {
		return failed(err, "the report cannot be written")
	}
	return nil
}

// print has page.html of a folder printed. All that the browser keeps lies in the folder.
func (b Browser) print(ctx context.Context, folder string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out := filepath.Join(folder, "page.pdf")
	browser := exec.CommandContext(ctx, b.path, options(folder, out)...)
	browser.WaitDelay = 5 * time.Second
	browser.Env = append(environment(), "HOME="+folder, "XDG_CONFIG_HOME="+folder, "XDG_CACHE_HOME="+folder)
	if err := browser.Run(); err != nil {
		return nil, failed(err, "the browser could not print")
	}
	file, err := os.ReadFile(out)
	if err != nil {
		return nil, failed(err, "the browser printed nothing")
	}
	return file, nil
}

// environment is what a browser needs of ours, which may hold keys.
func environment() (kept []string) {
	for _, name := range []string{"PATH", "LANG", "TMPDIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "SYSTEMROOT"} {
		if value, set := os.LookupEnv(name); set {
			kept = append(kept, name+"="+value)
		}
	}
	return kept
}

// options are those of Chromium's command line. Its sandbox does not start for root.
func options(folder, out string) []string {
	list := []string{
		"--headless=new", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + filepath.Join(folder, "profile"),
		"--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline", "--print-to-pdf=" + out,
	}
	if os.Geteuid() == 0 {
		list = append(list, "--no-sandbox")
	}
	return append(list, "file://"+filepath.ToSlash(filepath.Join(folder, "page.html")))
}

// dates are what a browser takes from the clock.
var dates = regexp.MustCompile(`/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)`)

// stamped puts the instant of the report in the place of that of the printing, in as many bytes.
func stamped(file []byte, asOf time.Time) []byte {
	if asOf.IsZero() {
		asOf = time.Unix(0, 0)
	}
	return dates.ReplaceAll(file, []byte("/$1 (D:"+asOf.UTC().Format("20060102150405")+"+00'00')"))
}

func failed(err error, what string) error {
	return fault.Wrap(fault.Unavailable, err, "tagged PDF", what, "try again, or leave out --tagged")
}
