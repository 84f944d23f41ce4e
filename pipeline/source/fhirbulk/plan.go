package fhirbulk

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhirbulk/export"
	"chartline/pipeline/source/fhirbulk/smart"
	"chartline/pipeline/source/fhirbulk/web"
)

// plan is a Spec understood.
type plan struct {
	spec     source.Spec
	base     *url.URL
	request  export.Request // without its Since
	late     time.Duration
	patience time.Duration
	key      *smart.Key // nil without backend services
	insecure bool
}

var (
	typeName  = regexp.MustCompile(`^[A-Z][A-Za-z]{1,63}$`)
	groupName = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`) // FHIR's id
)

// planOf understands a Spec, or says what is wrong with it.
func planOf(spec source.Spec) (plan, error) {
	p := plan{spec: spec, insecure: spec.Option(insecure) == "true"}
	for _, step := range []func() error{p.address, p.scope, p.times, p.credentials} {
		if err := step(); err != nil {
			return plan{}, err
		}
	}
	return p, nil
}

// address reads the address of the server. Neither credentials nor a query may stand in
// it, since it is shown in messages and kept in the ledger.
func (p *plan) address() error {
	u, err := url.Parse(strings.TrimRight(p.spec.Path, "/"))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return configFault(p.spec, "path: is no address of a server", "write it like https://host/fhir")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return configFault(p.spec, "path: has more than the address of a server", "remove user, password, query and fragment; credentials stand under options:")
	case !p.allowed(u):
		return configFault(p.spec, "path: is not protected by TLS", "use https, or set options: insecure to true where nobody can listen")
	}
	p.base, p.request.Base = u, u.String()
	return nil
}

// scope reads what is to be exported.
func (p *plan) scope() error {
	var names []string
	for name := range strings.SplitSeq(p.spec.Option(types), ",") {
		name = strings.TrimSpace(name)
		if !typeName.MatchString(name) {
			return configFault(p.spec, "options: types has something that is no type of resource", "write them like Patient,Encounter,Condition")
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	p.request.Types = strings.Join(names, ",")
	p.request.Level, p.request.Group = p.spec.Option(level), p.spec.Option(group)
	switch isGroup := p.request.Level == "group"; {
	case !slices.Contains(level.Values, p.request.Level):
		return configFault(p.spec, "options: level has no such value", "write one of "+strings.Join(level.Values, ", "))
	case isGroup && !groupName.MatchString(p.request.Group):
		return configFault(p.spec, "options: group is not the identifier of a group", "set it to the id of a Group on the server")
	case !isGroup && p.request.Group != "":
		return configFault(p.spec, "options: group is set, but level is not group", "set options: level to group")
	}
	return nil
}

// times reads how far to look back and how long to wait.
func (p *plan) times() error {
	var err error
	if p.late, err = time.ParseDuration(p.spec.Option(late)); err != nil || p.late < 0 {
		return configFault(p.spec, "options: late is no length of time", "write it like 24h")
	}
	if p.patience, err = time.ParseDuration(p.spec.Option(patience)); err != nil || p.patience <= 0 {
		return configFault(p.spec, "options: patience is no length of time", "write it like 6h")
	}
	return nil
}

// credentials reads who we are to the server.
func (p *plan) credentials() error {
	set := func(o source.Option) bool { return p.spec.Option(o) != "" }
	switch {
	case set(clientID) != set(key):
		return configFault(p.spec, "one of options: client_id and key is set without the other", "set both, or neither")
	case set(clientID) && set(token):
		return configFault(p.spec, "options: token is set beside client_id", "set one of them")
	case !set(clientID) && (set(tokenURL) || set(keyID) || set(scope)):
		return configFault(p.spec, "options: token_url, key_id and scope are for client_id, which is not set", "set client_id and key, or remove them")
	}
	if set(token) {
		return smart.Static(p.spec.Option(token)).Check()
	}
	if !set(clientID) {
		return nil
	}
	if set(tokenURL) {
		if u, err := url.Parse(p.spec.Option(tokenURL)); err != nil || !p.allowed(u) {
			return configFault(p.spec, "options: token_url is no address that is protected by TLS", "write it like https://host/token")
		}
	}
	var err error
	if p.key, err = smart.NewKey([]byte(p.spec.Option(key)), p.spec.Option(keyID)); err != nil {
		return fault.Wrap(fault.Config, err, "source \""+p.spec.Name+"\"", "options: key refers to "+err.Error(), "refer to the private key that the server has registered the public part of")
	}
	return nil
}

// allowed reports whether an address may be gone to.
func (p *plan) allowed(u *url.URL) bool {
	return web.Protected(u) || p.insecure && u.Scheme == "http" && u.Host != ""
}

// may reports whether an address may see the access token: that of the server itself, and
// those of the host that the site trusts with it.
func (p *plan) may(u *url.URL) bool {
	if !p.allowed(u) {
		return false
	}
	host := p.spec.Option(fileHost)
	return web.Origin(u) == web.Origin(p.base) ||
		host != "" && (strings.EqualFold(u.Host, host) || strings.EqualFold(u.Hostname(), host))
}

// tokenScope is what access tokens are to allow.
func (p *plan) tokenScope() string {
	if s := p.spec.Option(scope); s != "" {
		return s
	}
	var scopes []string
	for name := range strings.SplitSeq(p.request.Types, ",") {
		scopes = append(scopes, "system/"+name+".read")
	}
	return strings.Join(scopes, " ")
}

// since is the instant from which changes are asked for, after an export that was marked.
func (p *plan) since(mark string) (string, error) {
	if mark == "" {
		return "", nil
	}
	at, err := time.Parse(time.RFC3339Nano, mark)
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, p.request.Base, "what was marked at the last export is no instant", "pull it again from the start, and report this")
	}
	return at.Add(-p.late).Format(time.RFC3339Nano), nil
}
