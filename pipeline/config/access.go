package config

import (
	"path/filepath"
	"slices"
	"strings"

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
