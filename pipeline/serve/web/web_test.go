//go:build duckdb_arrow

package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/contain"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/door"
	"chartline/pipeline/serve/servetest"
)

func TestMain(m *testing.M) { servetest.Main(m) }

// site is a server with its desk and its library.
type site struct {
	*desk.Desk
	address string // with its scheme
	library string
	client  http.Client // of a browser that trusts it
}

func open(t *testing.T, secured bool) *site {
	t.Helper()
	security, trust := servetest.TLS(t)
	scheme := "https://"
	if !secured {
		security, scheme = nil, "http://"
	}
	s := &site{library: t.TempDir(), Desk: servetest.Desk(t, servetest.Dataset(t), servetest.Limits, contain.Limits{Time: 5 * time.Second, Rows: 10000})}
	server := New(s.Desk, Options{Library: s.library, Security: security, Patience: 2 * time.Second})
	l, err := door.Listen("127.0.0.1:0", security, 20)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		server.Stop(ctx)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	s.address = scheme + l.Addr().String()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.client = http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: trust}, Timeout: time.Minute}
	s.shelve(t, "quality", `"mode": "phi"`)
	s.shelve(t, "worklist", `"mode": "phi", "identified": true`)
	s.shelve(t, "study", `"mode": "safe-harbor"`)
	return s
}

// shelve puts a finished report into the library.
func (s *site) shelve(t *testing.T, name, more string) {
	t.Helper()
	folder := filepath.Join(s.library, name, "2026-10-01")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	manifest := fmt.Sprintf(`{"report": %q, "title": "Title of %s", "from": "2026-09-01", "to": "2026-10-01", "as_of": "2026-10-01T06:00:00Z", "timezone": "UTC", "files": {"%s.html": ""}, %s}`, name, name, name, more)
	for file, text := range map[string]string{"manifest.json": manifest, name + ".html": "<p>page of " + name, "secret.txt": "not listed"} {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// get and post give the code and the text of a page.
func (s *site) get(t *testing.T, path string) (int, string) {
	t.Helper()
	r, err := s.client.Get(s.address + path)
	return read(t, r, err)
}

func (s *site) post(t *testing.T, path string, form url.Values) (int, string) {
	t.Helper()
	r, err := s.client.PostForm(s.address+path, form)
	return read(t, r, err)
}

func read(t *testing.T, r *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

var secretOf = regexp.MustCompile(`name="form" value="([^"]+)"`)

// login gives the secret of the session's forms.
func (s *site) login(t *testing.T, role string) string {
	t.Helper()
	code, text := s.post(t, "/login", url.Values{"token": {servetest.Token(t, s.Desk, "R. Roe", role)}})
	found := secretOf.FindStringSubmatch(text)
	if code != http.StatusOK || found == nil {
		t.Fatalf("logging in gives %d: %s", code, text)
	}
	return found[1]
}

func TestLibrary(t *testing.T) {
	for role, want := range map[string]string{"analyst": "quality study worklist", "manager": "quality study", "researcher": "study"} {
		t.Run(role, func(t *testing.T) {
			s := open(t, true)
			s.login(t, role)
			_, text := s.get(t, "/")
			var seen []string
			for _, name := range []string{"quality", "study", "worklist"} {
				code, page := s.get(t, "/reports/"+name+"/2026-10-01/"+name+".html")
				if strings.Contains(text, "Title of "+name) != (code == http.StatusOK) || (code == http.StatusOK) != strings.Contains(page, "page of "+name) {
					t.Errorf("%s gives %d", name, code)
				}
				if code == http.StatusOK {
					seen = append(seen, name)
				}
			}
			if got := strings.Join(seen, " "); got != want {
				t.Errorf("sees %s, want %s", got, want)
			}
			if !strings.Contains(servetest.Entries(t, s.Desk), `"object":"study"`) {
				t.Error("the log does not say that a report was shown")
			}
		})
	}
}

// TestBoxSaysWhatTheColumnsAre in words that people know, and which page is in view.
func TestBoxSaysWhatTheColumnsAre(t *testing.T) {
	s := open(t, true)
	s.login(t, "researcher")
	_, text := s.get(t, "/sql")
	for _, want := range []string{
		`encounter_key <span class="note">text</span>`, `year <span class="note">integer</span>`, `weight <span class="note">number</span>`,
		`cancelled <span class="note">true or false</span>`, `<a href="/">Reports</a><a href="/sql" aria-current="page">SQL</a>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestOutsideTheLibrary asks for files that no report names.
func TestOutsideTheLibrary(t *testing.T) {
	s := open(t, true)
	s.login(t, "analyst")
	if err := os.Symlink("/etc/passwd", filepath.Join(s.library, "quality/2026-10-01/linked.html")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"quality/2026-10-01/secret.txt", "quality/2026-10-01/", "quality", "", "../../../etc/passwd", "quality/2026-10-01/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
		"quality/2026-10-01/linked.html", "quality%2F2026-10-01%2Fsecret.txt", "//etc/passwd",
	} {
		if code, text := s.get(t, "/reports/"+path); code == http.StatusOK && strings.Contains(text, "root:") || strings.Contains(text, "not listed") {
			t.Errorf("%s gives %d: %.80s", path, code, text)
		}
	}
}

func TestBox(t *testing.T) {
	s := open(t, true)
	form := s.login(t, "researcher")
	_, text := s.post(t, "/sql", url.Values{"form": {form}, "sql": {"SELECT '<b>&' AS mark, count(*) AS n, NULL AS nothing FROM encounter"}})
	for _, want := range []string{"<td>&lt;b&gt;&amp;</td><td class=\"num\">40</td>", "–</td>", "1 row", "Made of data de-identified by Safe Harbor"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s:\n%s", want, text)
		}
	}
	_, text = s.post(t, "/sql", url.Values{"form": {form}, "sql": {"SELECT range AS n FROM range(5000)"}})
	if !strings.Contains(text, "the first 1000 rows; the CSV has all") || strings.Count(text, "<tr>") != 1001 {
		t.Errorf("%d rows are shown", strings.Count(text, "<tr>")-1)
	}
	code, text := s.post(t, "/sql.csv", url.Values{"form": {form}, "sql": {"SELECT range AS n, 'a,\"b' AS t FROM range(5000)"}})
	if code != http.StatusOK || !strings.HasPrefix(text, "n,t\n0,\"a,\"\"b\"\n") || strings.Count(text, "\n") != 5001 {
		t.Errorf("the CSV is %d: %.80s", code, text)
	}
	code, text = s.post(t, "/sql.csv", url.Values{"form": {form}, "sql": {"SELECT '=1+1' AS \"=a\", '+1 555' AS b, '@x' AS c, chr(9) || '=1' AS d, '-2' AS e, -2 AS f"}})
	if want := "'=a,b,c,d,e,f\n'=1+1,'+1 555,'@x,'\t=1,-2,-2\n"; code != http.StatusOK || text != want {
		t.Errorf("what a spreadsheet takes for a formula is %q, want %q", text, want)
	}
	if !strings.Contains(servetest.Entries(t, s.Desk), `"rows":5000`) {
		t.Error("the log does not say how many rows left")
	}
}

// TestBoxRefuses tries what must not be asked. No page holds a value of a record.
func TestBoxRefuses(t *testing.T) {
	s := open(t, true)
	form := s.login(t, "researcher")
	for sql, want := range map[string]string{
		"DELETE FROM encounter":                                                   "not a SELECT",
		"SELECT * FROM read_text('/etc/passwd')":                                  "is not permitted",
		"SELECT CAST(said AS INTEGER) FROM note":                                  "",
		"SELECT 1; SELECT 2":                                                      "not exactly one statement",
		"SELECT '" + strings.Repeat("x", 300<<10):                                 "has more than 262144 bytes",
		"SELECT '" + strings.Repeat("x", 1<<20):                                   "more than 262144 bytes",
		"SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b": "",
	} {
		for _, path := range []string{"/sql", "/sql.csv"} {
			code, text := s.post(t, path, url.Values{"form": {form}, "sql": {sql}})
			if code < 400 || !strings.Contains(text, want) || strings.Contains(text, servetest.Poison) || !strings.Contains(text, `role="alert"`) {
				t.Errorf("%s %.40s: %d, want %q", path, sql, code, want)
			}
		}
	}
	s.login(t, "manager")
	if _, text := s.get(t, "/sql"); !strings.Contains(text, "Your role may not ask") || strings.Contains(text, "encounter_key") {
		t.Error("a manager is shown the tables")
	}
}

// TestCSVBreaksOff: an answer beyond a limit must not look whole.
// TestBoxPoints: an error has its place in the statement below it, as text.
func TestBoxPoints(t *testing.T) {
	s := open(t, false)
	form := s.login(t, "researcher")
	for _, path := range []string{"/sql", "/sql.csv"} {
		_, text := s.post(t, path, url.Values{"form": {form}, "sql": {"SELECT '<b>' AS mark,\r\n  nope FROM encounter"}})
		for _, want := range []string{"(line 2, column 3)", `aria-label="Where in the statement">LINE 2:   nope FROM encounter` + "\n" + strings.Repeat(" ", len("LINE 2: ")+2) + "^</pre>"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", path, want, text)
			}
		}
		_, text = s.post(t, path, url.Values{"form": {form}, "sql": {"SELECT '<b>' || nope FROM encounter"}})
		if strings.Contains(text, "<b>") || !strings.Contains(text, "LINE 1: SELECT &#39;&lt;b&gt;&#39; || nope") {
			t.Errorf("%s: the statement is no text in\n%s", path, text)
		}
	}
}

// TestCSVNamesItsMode: the name of the file is the only place that it has for it.
func TestCSVNamesItsMode(t *testing.T) {
	s := open(t, false)
	form := s.login(t, "researcher")
	r, err := s.client.PostForm(s.address+"/sql.csv", url.Values{"form": {form}, "sql": {"SELECT 1 AS one"}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if got := r.Header.Get("Content-Disposition"); got != `attachment; filename="answer.safe-harbor.csv"` {
		t.Errorf("the file is %s", got)
	}
}

func TestCSVBreaksOff(t *testing.T) {
	s := open(t, true)
	form := s.login(t, "researcher")
	r, err := s.client.PostForm(s.address+"/sql.csv", url.Values{"form": {form}, "sql": {"SELECT * FROM range(100000)"}})
	if err != nil {
		return // it broke off before its first line
	}
	defer r.Body.Close()
	if _, err := io.ReadAll(r.Body); err == nil {
		t.Error("the answer looks whole")
	}
}

// TestStrangers sees the way in and nothing else.
func TestStrangers(t *testing.T) {
	s := open(t, true)
	form := s.login(t, "analyst")
	cookies := s.client.Jar
	s.client.Jar = nil
	for _, path := range []string{"/", "/sql", "/reports/quality/2026-10-01/quality.html"} {
		if _, text := s.get(t, path); !strings.Contains(text, "<h1>Log in</h1>") {
			t.Errorf("a stranger is shown %s", path)
		}
	}
	if _, text := s.post(t, "/sql", url.Values{"form": {form}, "sql": {"SELECT said FROM note"}}); strings.Contains(text, servetest.Poison) {
		t.Error("a stranger asks")
	}
	if code, text := s.post(t, "/login", url.Values{"token": {"chl_wrong"}}); code != http.StatusUnauthorized || !strings.Contains(text, "the token is not valid") || strings.Contains(text, "chl_wrong") {
		t.Errorf("a wrong token gives %d", code)
	}
	s.client.Jar = cookies
	for what, values := range map[string]url.Values{"no secret": {"sql": {"SELECT 1"}}, "another's": {"sql": {"SELECT 1"}, "form": {strings.Repeat("A", 26)}}} {
		if code, _ := s.post(t, "/sql", values); code != http.StatusForbidden {
			t.Errorf("a form with %s gives %d", what, code)
		}
	}
	all, err := s.Book.List()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Book.Revoke(all[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, text := s.get(t, "/sql"); !strings.Contains(text, "<h1>Log in</h1>") {
		t.Error("a session outlives its token")
	}
}

// TestOtherSites cannot send forms, and cannot hold pages in theirs.
func TestOtherSites(t *testing.T) {
	s := open(t, true)
	form := s.login(t, "analyst")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.address+"/sql", strings.NewReader(url.Values{"form": {form}, "sql": {"SELECT 1"}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "https://evil.example")
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	r, err := s.client.Do(request)
	if code, _ := read(t, r, err); code != http.StatusForbidden {
		t.Errorf("a form of another site gives %d", code)
	}
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
		if !strings.Contains(r.Header.Get("Content-Security-Policy"), want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} {
		if r.Header.Get(name) != want {
			t.Errorf("%s is %q", name, r.Header.Get(name))
		}
	}
}

// TestCookie looks at what keeps a session from others.
func TestCookie(t *testing.T) {
	for _, secured := range []bool{true, false} {
		s := open(t, secured)
		s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		r, err := s.client.PostForm(s.address+"/login", url.Values{"token": {servetest.Token(t, s.Desk, "R. Roe", "analyst")}})
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		c := r.Cookies()[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure != secured || c.Path != "/" || strings.HasPrefix(c.Name, "__Host-") != secured {
			t.Errorf("TLS %v: %+v", secured, c)
		}
	}
}
