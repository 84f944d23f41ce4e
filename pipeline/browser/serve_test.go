//go:build duckdb_arrow

package browser

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"chartline/pipeline/contain"
	"chartline/pipeline/serve/door"
	"chartline/pipeline/serve/servetest"
	"chartline/pipeline/serve/web"
	"chartline/pipeline/theme"
)

func TestMain(m *testing.M) { servetest.Main(m) }

const servedManifest = `{"report": "quality", "title": "Coding quality", "from": "2026-09-01", "to": "2026-10-01", "as_of": "2026-10-01T06:00:00Z",
	"timezone": "America/Chicago", "job": "monthly", "sensitivity": "Internal", "mode": "safe-harbor", "files": {"quality.html": "", "quality.pdf": ""}}`

// served starts the pages of a small dataset and gives their address and a token. The
// browser is not told of any certificate: it is this machine alone.
func served(t *testing.T) (address, token string) {
	t.Helper()
	library := t.TempDir()
	folder := filepath.Join(library, "quality", "2026-10-01")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"manifest.json": servedManifest, "quality.html": "<!doctype html><html lang=en><title>Quality</title><h1>A finished report</h1>"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := servetest.Desk(t, servetest.Dataset(t), servetest.Limits, contain.Limits{})
	server := web.New(d, web.Options{Library: library, Patience: 10 * time.Second, Theme: plum(t)})
	l, err := door.Listen("127.0.0.1:0", nil, 50)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }() // what goes wrong the browser sees
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		server.Stop(ctx)
	})
	return "http://" + l.Addr().String(), servetest.Token(t, d, "R. Roe", "researcher")
}

// plum is the theme of a site with an accent and a logo of its own.
func plum(t *testing.T) *theme.Theme {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "theme"), 0o700); err != nil {
		t.Fatal(err)
	}
	var logo bytes.Buffer
	if err := png.Encode(&logo, image.NewNRGBA(image.Rect(0, 0, 240, 60))); err != nil {
		t.Fatal(err)
	}
	text := "organisation: Plum Valley\nlogo: logo.png\nfigures:\n  accent: {light: \"#6b3f7a\", dark: \"#d8a0f0\"}\n"
	for name, content := range map[string][]byte{"logo.png": logo.Bytes(), "theme.yaml": []byte(text)} {
		if err := os.WriteFile(filepath.Join(folder, "theme", name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	own, err := theme.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	return own
}

// quiet requires that the page in view fits its window, said nothing and asked no other machine.
func (b *tab) quiet(t *testing.T, what, address string, axe string) {
	t.Helper()
	for _, width := range []int64{320, 1280} {
		b.do(chromedp.EmulateViewport(width, 900))
		if wide := value[int64](b, "document.documentElement.scrollWidth"); wide > width {
			t.Errorf("%s is %d px wide in a window of %d", what, wide, width)
		}
		picture(t, b, what, width)
		if axe != "" {
			for _, v := range violations(b, axe) {
				t.Errorf("%s, %d px: axe-core: %s", what, width, v)
			}
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, said := range b.said {
		t.Errorf("%s says %s", what, said)
	}
	for _, request := range b.requests {
		if !strings.HasPrefix(request, address) {
			t.Errorf("%s asks for %s", what, request)
		}
	}
	b.said, b.requests = nil, nil
}

// picture keeps what is in view where CHARTLINE_PICTURES names a folder.
func picture(t *testing.T, b *tab, what string, width int64) {
	t.Helper()
	folder := os.Getenv("CHARTLINE_PICTURES")
	if folder == "" {
		return
	}
	image, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	name := strings.ReplaceAll(what, " ", "-") + "-" + map[bool]string{true: "narrow", false: "wide"}[width < 700] + ".png"
	if err := os.WriteFile(filepath.Join(folder, name), image, 0o600); err != nil {
		t.Fatal(err)
	}
}

// until waits for a page on which an expression has a value.
func (b *tab) until(expression, want string) {
	b.Helper()
	got := ""
	for range 1200 {
		// On the way from page to page there is nothing to ask.
		found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.readyState === "complete" ? `+expression+` : ""`))
		if got = found; err == nil && got == want {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.Fatalf("%s is %q, want %q", expression, got, want)
}

// TestServedPages goes through the pages as a person without tools does: logs in, opens a
// report, asks, makes a mistake, and logs out.
func TestServedPages(t *testing.T) {
	b := open(t)
	address, secret := served(t)
	axe, _ := axeSource()
	const heading = `document.querySelector("h1").textContent`
	b.do(chromedp.Navigate(address))
	b.until(heading, "Log in")
	b.quiet(t, "log in", address, axe)
	if got := value[string](b, `document.querySelector(".brand img").alt + " " + document.querySelector(".brand img").naturalWidth + " " + getComputedStyle(document.querySelector(".masthead")).borderBottomColor`); got != "Plum Valley 240 rgb(107, 63, 122)" {
		t.Errorf("the pages are not in the site's theme: %s", got)
	}
	value[bool](b, `document.querySelector("#token").value = "`+secret+`"; document.querySelector("form").submit(); true`)
	b.until(heading, "Reports")
	b.quiet(t, "library", address, axe)
	if got := value[string](b, `document.cookie`); got != "" {
		t.Errorf("scripts see the cookie: %s", got)
	}
	value[bool](b, `document.querySelector(".name a").click(); true`)
	b.until(heading, "A finished report")
	b.do(chromedp.Navigate(address + "/sql"))
	value[bool](b, `document.querySelector("textarea").value = "SELECT year, count(*) AS accounts FROM encounter GROUP BY year ORDER BY year"; document.querySelector(".box button").click(); true`)
	b.until(`[...document.querySelectorAll("td")].slice(0, 4).map(c => c.textContent).join(" ")`, "2020 8 2021 8")
	b.quiet(t, "answer", address, axe)
	value[bool](b, `document.querySelector("textarea").value = "DROP TABLE encounter"; document.querySelector(".box button").click(); true`)
	b.until(`document.querySelector("[role=alert]").textContent.slice(0, 12)`, "not a SELECT")
	value[bool](b, `document.querySelector(".bar form button").click(); true`)
	b.until(heading, "Log in")
}
