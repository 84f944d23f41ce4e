package config

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/config/secret"
)

// Access says who this configuration is for and where what they see is logged.
type Access struct {
	Person string `yaml:"person"`  // who uses it, for the log; the account of the operating system stands there too
	Role   string `yaml:"role"`    // analyst, manager, researcher or compliance; empty for one who may do everything
	Log    string `yaml:"log"`     // file of the access log; beside the store unless set
	LogKey string `yaml:"log_key"` // reference to the key of the log's chain; empty for none
}

// Roles are what a configuration may be limited to; docs/security.md says what each may do.
var Roles = []string{"analyst", "manager", "researcher", "compliance"}

func (c *Config) checkAccess() error {
	switch {
	case c.Access.Role != "" && !slices.Contains(Roles, c.Access.Role):
		return c.fault("access.role", "access.role is none that there is", "write one of "+strings.Join(Roles, ", "))
	case c.Access.LogKey != "" && !secret.IsReference(c.Access.LogKey):
		return c.fault("access.log_key", "access.log_key is a secret, and stands in the file", secret.Fix)
	}
	return nil
}

// AccessLog is the file of the access log.
func (c *Config) AccessLog() string {
	if c.Access.Log != "" {
		return c.Access.Log
	}
	return strings.TrimSuffix(c.Store.Path, filepath.Ext(c.Store.Path)) + ".access.log"
}

// Serve is the server for tools, and for people with a browser.
type Serve struct {
	Flight      string        `yaml:"flight"`      // host and port of Flight SQL; 127.0.0.1:32010 unless set
	Web         string        `yaml:"web"`         // host and port of the pages; empty for none
	Certificate string        `yaml:"certificate"` // PEM file with the certificate and those above it; empty for no TLS
	Key         string        `yaml:"key"`         // reference to its private key in PEM
	Tokens      string        `yaml:"tokens"`      // file of who may ask; beside the store unless set
	Library     string        `yaml:"library"`     // folder of finished reports; out unless set
	Connections int64         `yaml:"connections"` // that are open at once
	AtOnce      int64         `yaml:"at_once"`     // statements that run at once, of all people
	Queries     int64         `yaml:"queries"`     // statements that run at once, of one person
	Rows        int64         `yaml:"rows"`        // of an answer
	Bytes       int64         `yaml:"bytes"`       // of an answer, as Arrow
	Time        time.Duration `yaml:"time"`        // that an answer may take
	Patience    time.Duration `yaml:"patience"`    // with a reader who takes nothing of an answer
}

func defaultServe() Serve {
	return Serve{
		Flight: "127.0.0.1:32010", Connections: 1000, AtOnce: 4, Queries: 2,
		Rows: 20_000_000, Bytes: 4 << 30, Time: 5 * time.Minute, Patience: 30 * time.Second,
	}
}

// checkServe wants limits that limit, and TLS whole or not at all.
func (c *Config) checkServe() error {
	s := c.Serve
	for _, limit := range []struct {
		key   string
		value int64
	}{
		{"connections", s.Connections}, {"at_once", s.AtOnce}, {"queries", s.Queries}, {"rows", s.Rows},
		{"bytes", s.Bytes}, {"time", int64(s.Time)}, {"patience", int64(s.Patience)},
	} {
		if limit.value < 1 {
			return c.fault("serve."+limit.key, "serve."+limit.key+" is not more than 0", "leave it out for the usual limit")
		}
	}
	switch {
	case s.Flight == "":
		return c.fault("serve.flight", "serve.flight is empty", "write host and port, such as 127.0.0.1:32010")
	case s.Key != "" && !secret.IsReference(s.Key):
		return c.fault("serve.key", "serve.key is a secret, and stands in the file", secret.Fix)
	case (s.Key == "") != (s.Certificate == ""):
		return c.fault("serve", "serve has a certificate or its key, and not both", "name certificate: and key:")
	}
	return nil
}

// TokenFile is the file of tokens.
func (c *Config) TokenFile() string {
	if c.Serve.Tokens != "" {
		return c.Serve.Tokens
	}
	return strings.TrimSuffix(c.Store.Path, filepath.Ext(c.Store.Path)) + ".tokens.json"
}

// Library is the folder of finished reports that the server shows.
func (c *Config) Library() string {
	if c.Serve.Library != "" {
		return c.Serve.Library
	}
	return c.Out
}
