//go:build linux && duckdb_arrow

package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// everything asks for every table in both ways, and for what fails on its values, and gives all
// that left.
func (s *servedSite) everything(t *testing.T) (left string) {
	t.Helper()
	c, ctx := s.client(t)
	tables := strings.Fields(text(t, ctx, c, "SELECT table_schema || '.' || table_name FROM information_schema.tables"))
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{Jar: jar}
	post := func(path string, form url.Values) string {
		t.Helper()
		r, err := browser.PostForm(s.web+path, form)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		page, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(page)
	}
	secret := regexp.MustCompile(`name="form" value="([^"]+)"`).FindStringSubmatch(post("/login", url.Values{"token": {s.token}}))
	if secret == nil {
		t.Fatal("the log in failed")
	}
	for _, table := range tables {
		sql := "SELECT * FROM " + table
		left += text(t, ctx, c, sql) + text(t, ctx, c, "SELECT CAST(x AS INTEGER[]) FROM "+table+" AS x")
		for _, path := range []string{"/sql", "/sql.csv"} {
			left += post(path, url.Values{"form": {secret[1]}, "sql": {sql}})
		}
	}
	return left
}

// TestServedPoison asks for everything and searches what left.
func TestServedPoison(t *testing.T) {
	s := newServedSite(t)
	left := s.everything(t)
	if !strings.Contains(left, "J189") {
		t.Fatal("nothing was served")
	}
	log, err := os.ReadFile(filepath.Join(s.dir, "study.access.log"))
	if err != nil || !strings.Contains(string(log), "R. Roe") {
		t.Fatalf("the log does not know who asked: %v", err)
	}
	for _, word := range append(poisonWords, s.token) {
		if strings.Contains(strings.ToUpper(left), strings.ToUpper(word)) {
			t.Errorf("%s left", word)
		}
		if strings.Contains(string(log), word) {
			t.Errorf("%s stands in the log", word)
		}
	}
}

// TestServedUntilTheSignal: what runs comes to its end, and the program ends well.
func TestServedUntilTheSignal(t *testing.T) {
	s := newServedSite(t)
	c, ctx := s.client(t)
	i, err := c.Execute(ctx, "SELECT range AS n, repeat('x', 1000) AS filling FROM range(40000)")
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.DoGet(ctx, i.Endpoint[0].Ticket)
	if err != nil || !r.Next() {
		t.Fatal(err)
	}
	defer r.Release()
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a statement after the signal is refused", func() bool {
		late, lateCtx := s.client(t)
		_, err := late.Execute(lateCtx, "SELECT 1")
		return status.Code(err) == codes.Unavailable
	})
	rows := r.RecordBatch().NumRows()
	for r.Next() {
		rows += r.RecordBatch().NumRows()
	}
	if rows != 40000 || r.Err() != nil {
		t.Errorf("%d rows, %v", rows, r.Err())
	}
	select {
	case err := <-s.ended:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(2 * time.Minute):
		t.Error("it does not end")
	}
}

// TestServedTenThousandConnections opens ten thousand at once, of which 200 may be. Who was
// there before is answered, and afterwards everybody.
func TestServedTenThousandConnections(t *testing.T) {
	const many = 10_000
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur < many+500 {
		t.Skip("fewer than 10,500 files may be open")
	}
	s := newServedSite(t)
	c, ctx := s.client(t)
	if got := text(t, ctx, c, "SELECT 1"); got != "1\t\n" {
		t.Fatal(got)
	}
	held := make([]net.Conn, 0, many)
	for range many {
		one, err := net.Dial("tcp", s.flight)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, one)
	}
	if got := text(t, ctx, c, "SELECT 1"); got != "1\t\n" {
		t.Errorf("beside ten thousand: %s", got)
	}
	if used := resident(t, s.process.Process.Pid); used > 500<<20 {
		t.Errorf("%d MiB are used", used>>20)
	}
	for _, one := range held {
		_ = one.Close()
	}
	eventually(t, "there is room again", func() bool {
		late, lateCtx := s.client(t)
		_, err := late.Execute(lateCtx, "SELECT 1")
		return err == nil
	})
	late, lateCtx := s.client(t)
	if got := text(t, lateCtx, late, "SELECT 1"); got != "1\t\n" {
		t.Errorf("afterwards: %s", got)
	}
}

// eventually waits until something holds, for longer than it takes on a loaded machine.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}

// resident is the memory of a process in bytes.
func resident(t *testing.T, pid int) int64 {
	t.Helper()
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Fatal(err)
	}
	var size, pages int64
	if _, err := fmt.Sscan(string(statm), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}
