package job

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"

	"chartline/pipeline/config"
	"chartline/pipeline/config/secret"
	"chartline/pipeline/deliver"
	"chartline/pipeline/deliver/folder"
	"chartline/pipeline/deliver/mail"
	"chartline/pipeline/deliver/sftp"
	"chartline/pipeline/deliver/webhook"
	"chartline/pipeline/fault"
)

// CheckDeliveries refuses jobs that would mail a report with rows of single persons or
// encounters, before anything is made.
func (p Runner) CheckDeliveries() error {
	for _, name := range slices.Sorted(maps.Keys(p.Config.Jobs)) {
		job := p.Config.Jobs[name]
		for i, to := range job.Deliver {
			if p.Config.Deliver[to].To != "mail" {
				continue
			}
			for _, r := range job.Reports {
				if p.identified(r) {
					return fault.Newf(fault.Config, p.Config.Where(fmt.Sprintf("jobs.%s.deliver[%d]", name, i)),
						"deliver it to a folder or by sftp", "the report %s tells of single persons or encounters, and is never mailed", r)
				}
			}
		}
	}
	return nil
}

// identified reports whether a report tells of single persons: whether it is one for each,
// or asks a query that answers rows of them. What it cannot find out, making the report will.
func (p Runner) identified(name string) bool {
	spec, err := p.Reports.Get(name)
	if err != nil {
		return false
	}
	if spec.ForEach != "" {
		return true
	}
	for _, part := range spec.Parts {
		for _, b := range part.Blocks {
			if q, err := p.Queries.Get(b.Query); err == nil && q.Identified != "" {
				return true
			}
		}
	}
	return false
}

// Senders are all deliveries of the configuration by their names, secrets resolved.
func (p Runner) Senders() (map[string]deliver.Sender, error) {
	return p.senders(slices.Sorted(maps.Keys(p.Config.Deliver)))
}

func (p Runner) senders(names []string) (map[string]deliver.Sender, error) {
	all := map[string]deliver.Sender{}
	for _, name := range names {
		s, err := p.sender("deliver."+name, p.Config.Deliver[name])
		if err != nil {
			return nil, err
		}
		all[name] = s
	}
	return all, nil
}

func (p Runner) sender(key string, d config.Delivery) (deliver.Sender, error) {
	switch d.To {
	case "folder":
		return folder.Sender{Path: d.Path, Formats: d.Formats}, nil
	case "mail":
		return p.mail(key, d)
	case "webhook":
		return p.webhook(key, d)
	default:
		return p.sftp(key, d)
	}
}

func (p Runner) mail(key string, d config.Delivery) (deliver.Sender, error) {
	const submission = 587 // RFC 6409
	host, port, _ := d.Server(submission)
	s := mail.Sender{
		Wording: p.Wording, Host: host, Port: port, User: d.User, From: d.From, To: d.Mail, Attach: d.Attach, Link: d.Link, Patience: d.Patience,
	}
	var err error
	if s.TLS, err = p.trusting(key, host, d.CA); err != nil {
		return nil, err
	}
	if d.Password != "" {
		s.Password, err = secret.Resolve(p.Config.Where(key+".password"), d.Password)
	}
	return s, err
}

func (p Runner) webhook(key string, d config.Delivery) (deliver.Sender, error) {
	shared, err := secret.Resolve(p.Config.Where(key+".secret"), d.Secret)
	if err != nil {
		return nil, err
	}
	conf, err := p.trusting(key, "", d.CA)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = conf
	return webhook.Sender{URL: d.URL, Secret: shared, Link: d.Link, Attach: d.Attach, Patience: d.Patience, Now: p.Now, Transport: transport}, nil
}

// trusting is a TLS configuration in which a site's own authority counts too.
func (p Runner) trusting(key, host, ca string) (*tls.Config, error) {
	conf := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: host}
	if ca == "" {
		return conf, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	text, err := os.ReadFile(ca)
	if err != nil || !pool.AppendCertsFromPEM(text) {
		return nil, fault.Wrap(fault.Config, err, p.Config.Where(key+".ca"), key+".ca holds no certificate", "name a file of PEM certificates")
	}
	conf.RootCAs = pool
	return conf, nil
}

func (p Runner) sftp(key string, d config.Delivery) (deliver.Sender, error) {
	const usual = 22
	host, port, _ := d.Server(usual)
	s := sftp.Sender{
		Address: net.JoinHostPort(host, strconv.Itoa(port)), Path: d.Path, User: d.User, Formats: d.Formats, Patience: d.Patience,
	}
	var err error
	if s.HostKey, _, _, _, err = ssh.ParseAuthorizedKey([]byte(strings.TrimSpace(d.HostKey))); err != nil {
		return nil, fault.Wrap(fault.Config, err, p.Config.Where(key+".host_key"), key+".host_key is no public key", "ssh-keyscan prints it: type and key, such as ssh-ed25519 AAAA...")
	}
	if d.Password != "" {
		password, err := secret.Resolve(p.Config.Where(key+".password"), d.Password)
		s.Auth = []ssh.AuthMethod{ssh.Password(password)}
		return s, err
	}
	text, err := secret.Resolve(p.Config.Where(key+".key"), d.Key)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.ParsePrivateKey([]byte(text + "\n"))
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, p.Config.Where(key+".key"), key+".key is no private key that can be read", "write one without a passphrase, as ssh-keygen does")
	}
	s.Auth = []ssh.AuthMethod{ssh.PublicKeys(signer)}
	return s, nil
}
