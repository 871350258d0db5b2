from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.deployment.misleading import misleading

PROXIES = frozenset(("nginx", "caddy", "haproxy", "httpd", "traefik"))


@rule(
    code="PRT801",
    name="wrong-upstream",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="`{service}` {outage}: {program} sends on to `{address}`, {why}{hint}",
)
def wrong_upstream(project: Project) -> Iterator[Hit]:
    """Finds a proxy that sends on to an address where nothing answers.

    ## What it does
    Reads where nginx, Caddy, HAProxy, Apache httpd and Traefik's file provider send on to, in
    files that a service mounts, takes as a `config` or copies into its image, and judges each
    address from inside that service's container: a published port, `localhost`, a name in no
    shared network, a misspelt name, a port on which the other one does not listen. Labels for
    Traefik are judged on the service that has them: `loadbalancer.server.port` is the container's
    own port, `traefik.docker.network` one of its networks, and Traefik must be in one of them.

    ## Why is this bad?
    Everything behind the proxy is gone: `connect() failed (111: Connection refused) while
    connecting to upstream`, and users see 502 Bad Gateway. nginx does not even start where it
    cannot resolve a name: `host not found in upstream`.

    ## Example
    ```yaml compose.yaml
    services:
      proxy:
        image: nginx:1.27
        volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
      api:
        image: api
        ports: ["14010:4010"]
    ```
    ```nginx nginx.conf
    events {}
    http { server { listen 80; location / { proxy_pass http://api:14010; } } }
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      proxy:
        image: nginx:1.27
        volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
      api:
        image: api
        ports: ["14010:4010"]
    ```
    ```nginx nginx.conf
    events {}
    http { server { listen 80; location / { proxy_pass http://api:4010; } } }
    ```

    ## Fix safety
    The fix writes the other port or address. It is unsafe: the file may be read elsewhere too.

    ## Known limits
    Silent without proof that a service reads the file, for a variable that neither the file nor
    the service's environment sets, and for a file that a script rewrites. `localhost` is judged
    only in an image that runs the proxy alone. An unknown name needs a second fact: a name like
    it, or the one service that listens on the port. The findings are in no other rule: PRT401 to
    PRT410 leave configuration files to this one, but for a missing `host-gateway` (PRT406).
    """
    yield from misleading(project, PROXIES)
