package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// names are what Chromium is called where it is installed.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// patience is how long a page may take, on a machine that does other things too.
const patience = 2 * time.Minute

// tab is a page of the browser with what it said and asked for.
type tab struct {
	*testing.T
	ctx context.Context

	mu       sync.Mutex
	said     []string // console messages and exceptions
	requests []string // addresses
}

// open starts Chromium with one empty page, or skips.
func open(t *testing.T) *tab {
	t.Helper()
	var program string
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		t.Skip("Chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.DisableGPU)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has none for root.
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	b := &tab{T: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.note); err != nil {
		t.Fatal(err)
	}
	return b
}

// note keeps what a page says on its console and what it asks the network for.
func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, "console."+string(e.Type))
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, "exception: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		b.said = append(b.said, e.Entry.Text)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "data:") { // a logo within the page asks nobody
			b.requests = append(b.requests, e.Request.URL)
		}
	}
}

// in is the same page under a test of its own.
func (b *tab) in(t *testing.T) *tab { return &tab{T: t, ctx: b.ctx} }

// do runs steps within the patience.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// visit shows a file at a width by day ("light") or by night ("dark") and gives what it said and
// asked for besides itself.
func (b *tab) visit(file string, width int64, scheme string) (said, requests []string) {
	b.Helper()
	address := "file://" + filepath.ToSlash(file)
	b.mu.Lock()
	b.said, b.requests = nil, nil
	b.mu.Unlock()
	b.do(chromedp.EmulateViewport(width, 900), prefers(scheme), chromedp.Navigate(address))
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.requests {
		if r != address {
			requests = append(requests, r)
		}
	}
	return append([]string(nil), b.said...), requests
}

// prefers sets what the system prefers.
func prefers(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

// value evaluates an expression in the page.
func value[T any](b *tab, expression string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%.60s: %v", expression, err)
	}
	return v
}

// axeSource is axe-core, from a folder of NODE_PATH or from npm's global one.
func axeSource() (string, bool) {
	folders := filepath.SplitList(os.Getenv("NODE_PATH"))
	if root, err := exec.Command("npm", "root", "-g").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(root)))
	}
	for _, folder := range folders {
		if text, err := os.ReadFile(filepath.Join(folder, "axe-core", "axe.min.js")); err == nil {
			return string(text), true
		}
	}
	return "", false
}
