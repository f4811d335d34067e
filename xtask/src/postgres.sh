# A PostgreSQL of one's own: a fresh cluster in a folder of its own, on one port of this machine,
# for as long as standard input stays open. Whoever started it may end as they like, even by
# SIGKILL: the pipe closes, the server ends and the folder goes.
#
# Arguments: the folder of the server's programs, the port. First line of standard input: the
# password, which so stands in no list of processes.
set -eu
programs=$1
port=$2
read -r password
umask 077
folder=$(mktemp -d "${TMPDIR:-/tmp}/causerie-postgres-XXXXXX")
echo "folder: $folder" >&2
server=
watch=
leave() {
    trap '' HUP INT TERM
    [ -z "$watch" ] || kill "$watch" 2>/dev/null || true
    if [ -n "$server" ]; then
        # Nothing in it is kept, so nothing need be written down.
        kill -QUIT "$server" 2>/dev/null || true
        wait "$server" || true
    fi
    rm -rf "$folder"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

echo "$password" > "$folder/password"
# Letters beyond ASCII have cases, as in a cluster that a distribution makes.
"$programs/initdb" -D "$folder/data" --username=postgres --pwfile="$folder/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# What tests provoke, as a handle that is taken, is not worth a line of log.
"$programs/postgres" -D "$folder/data" -c listen_addresses=127.0.0.1 -c port="$port" \
    -c unix_socket_directories= -c max_connections=200 -c fsync=on -c log_min_messages=log &
server=$!
exec 3<&0
{ read -r _ <&3 || true; kill -QUIT "$server" 2>/dev/null; } &
watch=$!
wait "$server"
