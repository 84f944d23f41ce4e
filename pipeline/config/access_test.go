package config

import (
	"strings"
	"testing"
)

func TestServe(t *testing.T) {
	c, err := parse([]byte("store: {path: data/study.duckdb}\nserve: {flight: \"0.0.0.0:1\", certificate: a.pem, key: \"file:a.key\", rows: 5}\n"), "site/chartline.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	s := c.Serve
	if s.Rows != 5 || s.Queries < 1 || s.Certificate != "site/a.pem" || s.Key != "file:site/a.key" {
		t.Errorf("%+v", s)
	}
	if c.TokenFile() != "site/data/study.tokens.json" || c.Library() != "site/out" {
		t.Errorf("tokens in %s, reports in %s", c.TokenFile(), c.Library())
	}
	for text, want := range map[string]string{
		"rows: 0":            "serve.rows is not more than 0",
		"time: 0s":           "serve.time is not more than 0",
		"certificate: a.pem": "not both",
		"key: secret":        "stands in the file",
		`flight: ""`:         "serve.flight is empty",
	} {
		if _, err := parse([]byte("serve:\n  "+text+"\n"), "c.yaml", nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
