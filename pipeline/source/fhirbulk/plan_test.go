package fhirbulk

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// spec makes a Spec of a path and options.
func specOf(path string, options ...string) source.Spec {
	s := source.Spec{Name: "ehr", Path: path, Options: map[string]string{}}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		s.Options[name] = value
	}
	return s
}

func TestInputs(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{"https://ehr.example/fhir/", "https://ehr.example/fhir"},
		{"https://ehr.example:8443", "https://ehr.example:8443"},
		{"http://localhost:8080/r4", "http://localhost:8080/r4"},
		{"http://127.0.0.9/r4", "http://127.0.0.9/r4"},
		{"http://[::1]/r4", "http://[::1]/r4"},
	} {
		spec := specOf(c.path)
		got, err := Source{Reader: plainReader{}}.Inputs(spec)
		if err != nil || len(got) != 1 || got[0].Path != c.want || !got[0].Remote || got[0].Member != "" || got[0].Spec.Path != c.path {
			t.Errorf("%s: %v, %v", c.path, got, err)
		}
	}
}

// TestBadSpecs: what is wrong is said before anything is asked of a server, and without
// the value, which may be a secret.
func TestBadSpecs(t *testing.T) {
	const good = "https://ehr.example/fhir"
	const bad = sourcetest.Poison
	for _, c := range []struct {
		spec  source.Spec
		words string
	}{
		{specOf(""), "path: is no address"},
		{specOf("inbox/*.ndjson"), "path: is no address"},
		{specOf("ftp://ehr.example"), "path: is no address"},
		{specOf("https://user:" + bad + "@ehr.example/fhir"), "path: has more than the address"},
		{specOf(good + "?apikey=" + bad), "path: has more than the address"},
		{specOf(good + "#" + bad), "path: has more than the address"},
		{specOf("http://ehr.example/fhir"), "path: is not protected by TLS"},
		{specOf("http://localhost.ehr.example/fhir"), "path: is not protected by TLS"},
		{specOf(good, "types="), "options: types"},
		{specOf(good, "types=Patient,"+bad+"?x"), "options: types"},
		{specOf(good, "types=Patient;Encounter"), "options: types"},
		{specOf(good, "level="+bad), "options: level"},
		{specOf(good, "level=group"), "options: group is not the identifier"},
		{specOf(good, "level=group", "group=../"+bad), "options: group is not the identifier"},
		{specOf(good, "group=g"), "options: group is set, but level is not group"},
		{specOf(good, "late=yesterday"), "options: late"},
		{specOf(good, "late=-1h"), "options: late"},
		{specOf(good, "patience=0s"), "options: patience"},
		{specOf(good, "client_id=c"), "client_id and key is set without the other"},
		{specOf(good, "key="+bad), "client_id and key is set without the other"},
		{specOf(good, "client_id=c", "key=k", "token="+bad), "options: token is set beside client_id"},
		{specOf(good, "token_url=https://a.example"), "are for client_id"},
		{specOf(good, "scope=x"), "are for client_id"},
		{specOf(good, "token="+bad+"\nX: y"), "options: token: not a token"},
		{specOf(good, "client_id=c", "key=k", "token_url=http://auth.example/token"), "options: token_url is no address that is protected"},
		{specOf(good, "client_id=c", "key="+bad), "options: key refers to neither PEM nor JWK"},
		{specOf(good, "client_id=c", "key=-----BEGIN PRIVATE KEY-----\n"+bad), "options: key refers to a broken key"},
	} {
		_, err := Source{Reader: plainReader{}}.Inputs(c.spec)
		wants(t, err, fault.Config, c.words)
		if strings.Contains(err.Error(), bad) {
			t.Errorf("%q shows a value", err)
		}
	}
}

// TestInsecure: a site may say that nobody can listen.
func TestInsecure(t *testing.T) {
	p, err := planOf(specOf("http://ehr.example/fhir", "insecure=true"))
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]bool{
		"http://ehr.example/x": true, "http://EHR.example:80/x": true, "https://ehr.example/x": false,
		"http://ehr.example:81/x": false, "http://files.example/x": false, "ftp://ehr.example/x": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.may(u); got != want {
			t.Errorf("%s may see the token: %v, want %v", address, got, want)
		}
	}
}

// TestSettings: secrets are given by reference, and the reader of the files has its say.
func TestSettings(t *testing.T) {
	st := Source{Reader: plainReader{}}.Settings()
	var secrets, names []string
	for _, o := range st.Options {
		names = append(names, o.Name)
		if o.Secret {
			secrets = append(secrets, o.Name)
		}
		if o.Meaning == "" || !strings.HasSuffix(o.Meaning, ".") {
			t.Errorf("%s: no sentence says what it means", o.Name)
		}
	}
	if fmt.Sprint(secrets) != "[key token]" || !st.Remote || names[len(names)-1] != "facility" {
		t.Errorf("settings %+v", st)
	}
	if err := st.Check(specOf("https://x", "types=Patient", "facility=F")); err != nil {
		t.Error(err)
	}
	if (Source{}).Recognises("patient.ndjson", []byte(`{"resourceType":"Patient"}`)) {
		t.Error("a file is no server")
	}
}

// TestMaps: what the reader says, and what becomes of deleted resources.
func TestMaps(t *testing.T) {
	got, err := Source{Reader: plainReader{}}.Maps(source.Input{Spec: specOf("https://x")})
	if err != nil || len(got) < 2 || got[0].Column != "patient_id" {
		t.Fatalf("%v, %v", got, err)
	}
	sawEncounter := false
	for _, m := range got[1:] {
		sawEncounter = sawEncounter || m.Table == "encounter" && m.Column == "cancelled"
	}
	if !sawEncounter {
		t.Errorf("nothing says what cancels an encounter: %v", got)
	}
}
