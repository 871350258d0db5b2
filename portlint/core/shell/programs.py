"""Which flag of which program takes a port, and which programs take ports without a flag."""

from portlint.core.facts import Role

LISTEN, CONNECT = Role.LISTEN, Role.CONNECT


def _table(*rows: tuple[Role, str, str]) -> dict[str, dict[str, Role]]:
    """Turn (role, flags, programs) into flags and roles by program."""
    found: dict[str, dict[str, Role]] = {}
    for role, flags, programs in rows:
        for program in programs.split():
            found.setdefault(program, {}).update(dict.fromkeys(flags.split(), role))
    return found


FLAGS = _table(
    (LISTEN, "-p", "vite vitest next nuxt nuxi astro remix ng gatsby http-server serve"),
    (LISTEN, "-p", "live-server json-server storybook start-storybook flask rails rackup thin"),
    (LISTEN, "-p", "unicorn puma docsify vuepress webpack webpack-dev-server parcel ionic prism"),
    (LISTEN, "-p", "react-scripts redis-server postgres pg_ctl memcached nats-server mosquitto"),
    (LISTEN, "-p", "daphne iperf iperf3 sshd php hugo ember lite-server vue-cli-service gotty"),
    (LISTEN, "-P", "jekyll mysqld mariadbd locust twistd"),
    (LISTEN, "-l --listen", "serve"),
    (LISTEN, "-b --bind", "gunicorn hypercorn puma"),
    (LISTEN, "-S", "php"),
    (LISTEN, "-a --address --dev-addr", "mkdocs celery"),
    (LISTEN, "--http --https --socket --http-socket --stats", "uwsgi"),
    (LISTEN, "-m", "nats-server"),
    (LISTEN, "-D", "ssh autossh"),
    (CONNECT, "-p", "redis-cli valkey-cli redis-benchmark psql pg_isready pg_dump pg_dumpall"),
    (CONNECT, "-p", "pg_restore pg_basebackup createdb dropdb createuser dropuser vacuumdb"),
    (CONNECT, "-p", "pgbench ssh autossh ssh-keyscan ssh-copy-id mosh nmap masscan hping3"),
    (CONNECT, "-p", "mosquitto_pub mosquitto_sub tcpping nping rethinkdb ldapsearch ldapadd"),
    (CONNECT, "-p --port", "nc ncat netcat ldapmodify"),
    (CONNECT, "-P", "mysql mysqladmin mysqldump mysqlimport mysqlcheck mysqlslap mariadb mycli"),
    (CONNECT, "-P", "mariadb-dump mariadb-admin mariadb-check mydumper myloader scp sftp pscp"),
    (CONNECT, "-P", "plink clickhouse"),
)

NOT_PORT = frozenset(
    "mkdir cp mv install rm ln ps top htop kill strace ltrace gdb perf lsof pidstat taskset "
    "renice chrt ionice nice patch read unzip zip tar 7z touch grep egrep rg find git pytest "
    "tox make ninja cmake parallel xargs sshpass openssl netstat ss trap bash sh zsh dash su "
    "sudo mount umount useradd adduser usermod chage passwd pmap jstack jmap jcmd jinfo pwdx "
    "nsenter mysql mysqldump mysqladmin mariadb mongo mongosh mongodump mongorestore "
    "mongoexport mongoimport unrar ffmpeg sleep date seq head tail cut sed awk jq yq sort "
    "uniq wc tee chmod chown chgrp dd df du docker-compose cargo rustc gcc clang javac mvn "
    "gradle terraform ansible ansible-playbook systemctl journalctl crontab at printf echo "
    "base64 xxd hexdump declare typeset local export set unset shopt test dotnet pip pip3 "
    "brew apt apt-get protoc gsutil aws az gcloud screen tmux wget curl rsync ping "
    "traceroute".split()
)
"""Programs whose `-p` is something else: parents, processes, passwords, projects."""

CLIENTS = frozenset(
    "redis-cli valkey-cli redis-benchmark psql pg_isready pg_dump pg_dumpall pg_restore "
    "createdb dropdb mysql mysqladmin mysqldump mariadb mongo mongosh mongodump mongorestore "
    "mongoexport mongoimport nc ncat netcat telnet ssh scp sftp nmap curl wget grpcurl "
    "cypher-shell cqlsh clickhouse-client rabbitmqadmin influx mc etcdctl kafkacat kcat "
    "pgbench pgloader sqlcmd usql ldapsearch wait-on wait-port".split()
)
"""Programs whose `--port` is another's."""

DIALLERS = frozenset("nc ncat netcat telnet mosh psping tcping paping".split())
"""`nc HOST PORT`."""

CONTAINERS = frozenset(
    "docker podman nerdctl buildah docker-compose podman-compose crictl k3d finch".split()
)
COMMANDED = CONTAINERS | frozenset("kubectl oc git helm systemctl".split())
"""Programs whose first word is a command of their own: `docker ps`, `docker kill`."""

TAGGED = CONTAINERS | frozenset("kind minikube crane skopeo ctr trivy cosign syft grype".split())
"""Programs that take `image:tag`."""

OWNERS = frozenset("chown chgrp useradd usermod groupadd adduser addgroup install setpriv".split())
"""Programs that take `user:group`."""

TUNNELS = frozenset("ssh autossh plink".split())
KILLERS = frozenset(
    "kill-port fkill killport fuser detect-port wait-port portkill freeport".split()
)
EXPOSERS = frozenset("ngrok localtunnel lt bore".split())
WATCHERS = frozenset("ss netstat lsof sockstat".split())
SEARCHES = frozenset("grep egrep fgrep rg awk findstr ag".split())
SPEAKERS = frozenset("echo printf print warn log info error success note die".split())
"""Commands whose words are one text."""

SHELLS = frozenset(
    "sh bash zsh dash ash ksh su eval concurrently ssh parallel watch script".split()
)
"""Commands whose quoted words may be scripts."""

LEAVES = (CLIENTS - TUNNELS) | DIALLERS | OWNERS | KILLERS | EXPOSERS | WATCHERS | SEARCHES
"""Programs that run no other: what follows them is theirs (`nc -z postgres 5432`)."""

KNOWN = (
    frozenset(FLAGS) | NOT_PORT | CLIENTS | DIALLERS | TAGGED | OWNERS | TUNNELS | KILLERS
    | EXPOSERS | WATCHERS | SEARCHES
    | frozenset(
    "kubectl oc ufw firewall-cmd iptables ip6tables nft node python python3 socat".split()
)
)  # fmt: skip
