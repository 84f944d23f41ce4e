package config

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/config/secret"
)

// Delivery is a place where finished reports go. Which keys count depends on where that is.
type Delivery struct {
	To       string   `yaml:"to"`       // folder, mail, webhook or sftp
	Path     string   `yaml:"path"`     // folder, sftp: into which reports are put
	Formats  []string `yaml:"formats"`  // folder, sftp: which files, such as pdf; all unless set
	Host     string   `yaml:"host"`     // mail, sftp: server, or server:port
	User     string   `yaml:"user"`     // mail, sftp
	Password string   `yaml:"password"` // mail, sftp: reference to a secret
	Key      string   `yaml:"key"`      // sftp: reference to a private key
	HostKey  string   `yaml:"host_key"` // sftp: public key of the server, such as ssh-ed25519 AAAA...
	From     string   `yaml:"from"`     // mail: address of the sender
	Mail     []string `yaml:"mail"`     // mail: addresses of the readers
	URL      string   `yaml:"url"`      // webhook
	Secret   string   `yaml:"secret"`   // webhook: reference to what signs
	Attach   []string `yaml:"attach"`   // mail, webhook: formats that are sent along; none unless set
	Link     string   `yaml:"link"`     // mail, webhook: address under which readers find the folder out
	CA       string   `yaml:"ca"`       // mail, webhook: file of certificates that count besides the system's

	Patience time.Duration `yaml:"patience"` // of a server that is slow; a minute unless set
}

// usualPatience is how long a server may take.
const usualPatience = time.Minute

// deliveryKeys are those that each kind of delivery needs, and those that it takes besides.
var deliveryKeys = map[string]struct{ needs, takes []string }{
	"folder":  {[]string{"path"}, []string{"formats"}},
	"mail":    {[]string{"host", "from", "mail"}, []string{"user", "password", "attach", "link", "ca", "patience"}},
	"webhook": {[]string{"url", "secret"}, []string{"attach", "link", "ca", "patience"}},
	"sftp":    {[]string{"host", "user", "host_key", "path"}, []string{"password", "key", "formats", "patience"}},
}

// FileFormats are those in which reports are written.
var FileFormats = []string{"pdf", "html", "png", "svg", "csv", "xlsx", "json", "sql"}

// checkDeliveries wants each delivery to have what its kind needs, and nothing else.
func (c *Config) checkDeliveries() error {
	for _, n := range sorted(c.Deliver) {
		key, d := "deliver."+n, c.Deliver[n]
		if !name.MatchString(n) {
			return c.fault(key, fmt.Sprintf("no delivery can be called %q", n), nameFix)
		}
		kind, known := deliveryKeys[d.To]
		if !known {
			return c.fault(orParent(c, key, "to"), key+".to is none that there is", suggestion(d.To, sorted(deliveryKeys)))
		}
		if err := c.checkKeys(key, d.To, kind.needs, kind.takes); err != nil {
			return err
		}
		if err := c.checkDelivery(key, d); err != nil {
			return err
		}
		if d.Patience == 0 {
			d.Patience = usualPatience
			c.Deliver[n] = d
		}
	}
	return nil
}

func (c *Config) checkKeys(key, to string, needs, takes []string) error {
	for _, k := range needs {
		if _, set := c.lines[key+"."+k]; !set {
			return c.fault(key, fmt.Sprintf("%s has no %s", key, k), fmt.Sprintf("add %s:, which a delivery to %s needs", k, to))
		}
	}
	for line := range c.lines {
		k, ours := strings.CutPrefix(line, key+".")
		if ours && !strings.ContainsAny(k, ".[") && k != "to" && !slices.Contains(needs, k) && !slices.Contains(takes, k) {
			return c.fault(line, fmt.Sprintf("a delivery to %s takes no %s", to, k), "remove it")
		}
	}
	return nil
}

func (c *Config) checkDelivery(key string, d Delivery) error {
	for k, value := range map[string]string{"password": d.Password, "key": d.Key, "secret": d.Secret} {
		if value != "" && !secret.IsReference(value) {
			return c.fault(key+"."+k, key+"."+k+" is a secret, and stands in the file", secret.Fix)
		}
	}
	for k, formats := range map[string][]string{"formats": d.Formats, "attach": d.Attach} {
		for i, f := range formats {
			if !slices.Contains(FileFormats, f) {
				return c.fault(fmt.Sprintf("%s.%s[%d]", key, k, i), fmt.Sprintf("%s.%s has a format that reports are not written in", key, k), suggestion(f, FileFormats))
			}
		}
	}
	if d.To == "sftp" && (d.Password == "") == (d.Key == "") {
		return c.fault(key, key+" has no password and no key, or both", "add key: or password: with a reference")
	}
	if (d.To == "mail") && (d.User == "") != (d.Password == "") {
		return c.fault(key, key+" has a user without a password, or a password without a user", "set both or neither")
	}
	return c.checkAddresses(key, d)
}

func (c *Config) checkAddresses(key string, d Delivery) error {
	if d.Host != "" {
		if _, _, ok := d.Server(1); !ok {
			return c.fault(key+".host", key+".host is not a server", "write one such as mail.example.org or mail.example.org:587")
		}
	}
	for i, a := range append([]string{d.From}, d.Mail...) {
		if d.To == "mail" && !isAddress(a) {
			return c.fault(key, fmt.Sprintf("%s has an address that is none, number %d of from: and mail:", key, i), "write addresses such as him@example.org")
		}
	}
	for k, address := range map[string]string{"url": d.URL, "link": d.Link} {
		u, err := url.Parse(address)
		if address != "" && (err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && (k == "link" || isLocal(u.Hostname())))) {
			return c.fault(key+"."+k, key+"."+k+" is not an address that begins with https://", "write one such as https://example.org/reports")
		}
	}
	return nil
}

// isAddress reports whether a text is a bare address, without a name around it.
func isAddress(a string) bool {
	local, domain, ok := strings.Cut(a, "@")
	return ok && local != "" && domain != "" && !strings.ContainsAny(a, " <>,;\r\n\t\"")
}

// isLocal reports whether a host is this machine: what goes there crosses no network.
func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Server is the host and the port of a delivery; the port is the usual one where none is
// named.
func (d Delivery) Server(usual int) (host string, port int, ok bool) {
	host, text, err := net.SplitHostPort(d.Host)
	if err != nil {
		return d.Host, usual, d.Host != "" && !strings.ContainsAny(d.Host, " /:")
	}
	port, err = strconv.Atoi(text)
	return host, port, err == nil && port > 0 && port < 1<<16 && host != ""
}

// placed has the paths of a delivery relative to the working directory.
func (d Delivery) placed(dir string) Delivery {
	if d.To == "folder" {
		d.Path = placePath(dir, d.Path)
	}
	d.CA = placePath(dir, d.CA)
	for _, reference := range []*string{&d.Password, &d.Key, &d.Secret} {
		*reference = placePath(dir, *reference)
	}
	return d
}
