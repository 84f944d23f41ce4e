package config

import (
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

// scheduled begins a configuration with a source and a report.
const scheduled = "timezone: America/Chicago\nsources: [{name: coding, format: coding-csv, path: a, every: 3d}]\n"

func TestSchedulesAndDeliveriesAreCompleted(t *testing.T) {
	c, err := parse([]byte(scheduled+`jobs:
  daily: {reports: [r], schedule: "30 2 * * *", deliver: [share, him]}
  never: {reports: [r], schedule: "0 6 1 * *", timezone: America/Denver, missed: none, retries: 0, wait: 0s, limit: 90s}
deliver:
  share: {to: folder, path: share}
  him: {to: mail, host: mail.example.org, from: a@example.org, mail: [b@example.org], user: a, password: "file:secret", ca: ca.pem}
  partner: {to: sftp, host: "h:2222", user: a, key: "file:id", host_key: k, path: in/reports}
metrics: a.prom
`), "etc/chartline.yaml", formats)
	if err != nil {
		t.Fatal(err)
	}
	daily, never := c.Jobs["daily"], c.Jobs["never"]
	if daily.Timezone != "America/Chicago" || daily.Missed != MissedLast || daily.Retries != 5 || daily.Wait != time.Minute || daily.Limit != 6*time.Hour {
		t.Errorf("completed as %+v", daily)
	}
	if never.Timezone != "America/Denver" || never.Missed != MissedNone || never.Retries != 0 || never.Wait != 0 || never.Limit != 90*time.Second {
		t.Errorf("what was stated is %+v", never)
	}
	if table, err := daily.Table(); err != nil || table.String() != "30 2 * * * America/Chicago" {
		t.Errorf("due at %v, %v", table, err)
	}
	for name, pair := range map[string][2]string{
		"folder": {c.Deliver["share"].Path, "etc/share"}, "secret": {c.Deliver["him"].Password, "file:etc/secret"}, "ca": {c.Deliver["him"].CA, "etc/ca.pem"},
		"path on a server": {c.Deliver["partner"].Path, "in/reports"}, "metrics": {c.Metrics, "etc/a.prom"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %s, want %s", name, pair[0], pair[1])
		}
	}
	if host, port, ok := c.Deliver["partner"].Server(22); host != "h" || port != 2222 || !ok {
		t.Errorf("server %s %d", host, port)
	}
	if c.Sources[0].Every != 72*time.Hour || c.Deliver["him"].Patience != time.Minute {
		t.Errorf("every %v, patience %v", c.Sources[0].Every, c.Deliver["him"].Patience)
	}
}

func TestSchedulesAndDeliveriesAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a line of four fields":      {`jobs: {a: {reports: [r], schedule: "0 6 2 *"}}`, "c.yaml:3: jobs.a.schedule is no line of five fields"},
		"a date that never comes":    {`jobs: {a: {reports: [r], schedule: "0 6 31 2 *"}}`, "jobs.a.schedule names a date that never comes"},
		"retries without a schedule": {`jobs: {a: {reports: [r], retries: 3}}`, `job "a" has no schedule that retries could be about`},
		"another word for missed":    {`jobs: {a: {reports: [r], schedule: "@daily", missed: lst}}`, `did you mean "last"?`},
		"a limit of nothing":         {`jobs: {a: {reports: [r], schedule: "@daily", limit: 0s}}`, "limit is shorter than a second"},
		"a duration without a unit":  {`jobs: {a: {reports: [r], schedule: "@daily", wait: 5}}`, "jobs.a.wait is not a stretch of time"},
		"nothing to deliver":         {"jobs: {a: {pull: [coding], deliver: [x]}}\ndeliver: {x: {to: folder, path: p}}", "delivers, and has no reports"},
		"no such kind":               {`deliver: {x: {to: fodler}}`, `deliver.x.to is none that there is; did you mean "folder"?`},
		"a folder without a path":    {`deliver: {x: {to: folder}}`, "deliver.x has no path"},
		"a key of another kind":      {`deliver: {x: {to: folder, path: p, url: "https://a.example.org"}}`, "a delivery to folder takes no url"},
		"a webhook in the clear":     {`deliver: {x: {to: webhook, url: "http://a.example.org", secret: "env:A"}}`, "deliver.x.url is not an address that begins with https://"},
		"a secret in the file":       {`deliver: {x: {to: webhook, url: "https://a.example.org", secret: hunter2}}`, "deliver.x.secret is a secret, and stands in the file"},
		"sftp without a host key":    {`deliver: {x: {to: sftp, host: h, user: u, path: p, password: "env:A"}}`, "deliver.x has no host_key"},
		"sftp with key and password": {`deliver: {x: {to: sftp, host: h, user: u, path: p, host_key: k, password: "env:A", key: "env:B"}}`, "no password and no key, or both"},
		"a user without a password":  {`deliver: {x: {to: mail, host: h, from: a@b.org, mail: [c@d.org], user: u}}`, "a user without a password"},
		"an address with a name":     {`deliver: {x: {to: mail, host: h, from: a@b.org, mail: ["Jo <c@d.org>"]}}`, "an address that is none, number 1"},
		"an unknown format":          {`deliver: {x: {to: folder, path: p, formats: [pdff]}}`, `did you mean "pdf"?`},
		"a port of words":            {`deliver: {x: {to: mail, host: "h:smtp", from: a@b.org, mail: [c@d.org]}}`, "deliver.x.host is not a server"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse([]byte(scheduled+c.text+"\n"), "c.yaml", formats)
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Error("the message tells the secret")
			}
		})
	}
}
