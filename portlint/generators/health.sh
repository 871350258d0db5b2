#!/usr/bin/env bash
# Asks every published port of the registry whether it is well, all at once.
#
# usage: ports-health.sh [--json] [--timeout SECONDS] [--jobs N] [--env-file FILE] [SERVICE…]
#
# A service with a health check is asked over HTTP and must answer with the status that the
# registry expects; any other must accept a connection. Of services that are alternatives of one
# another, one that answers is enough. Where NAME_HOST_PORT is set, in the environment or else in
# the file, the port is there: a checkout with ports of its own is asked on these.
# Exit status: 0 all are well, 1 some are not, 2 wrong use.
# Needs bash 3.2 or later, and curl.
# shellcheck disable=SC1003,SC2016 # names of the registry stand in single quotes, whatever they hold
set -u

DEFAULT_TIMEOUT=3
timeout=$DEFAULT_TIMEOUT
jobs=64
json=no
wanted=()

usage() {
  echo "usage: ${0##*/} [--json] [--timeout SECONDS] [--jobs N] [--env-file FILE] [SERVICE…]" >&2
  exit 2
}

number() {
  case "$2" in
    '' | *[!0-9]* | 0 | ?????*)
      echo "${0##*/}: $1 takes a number from 1 to 9999, not '$2'" >&2
      exit 2
      ;;
  esac
}

# Keep every NAME_HOST_PORT of a file that Compose reads; nothing of it is run.
read_ports() {
  local line name value
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    line=${line#export }
    name=${line%%=*}
    case "$name" in
      [0-9]* | *[!A-Za-z0-9_]* | "$line") continue ;;
      *_HOST_PORT) ;;
      *) continue ;;
    esac
    value=${line#*=}
    value=${value%% #*}
    value=${value%"${value##*[![:space:]]}"}
    case "$value" in
      \"*\" | \'*\') value=${value:1:${#value}-2} ;;
    esac
    printf -v "from_file_$name" '%s' "$value"
  done <"$1"
}

while [ $# -gt 0 ]; do
  case "$1" in
    --json) json=yes ;;
    --timeout) number "$1" "${2-}" && timeout=$2 && shift ;;
    --jobs) number "$1" "${2-}" && jobs=$2 && shift ;;
    --env-file)
      [ -r "${2-}" ] && [ ! -d "$2" ] || {
        echo "${0##*/}: --env-file takes a file, and '${2-}' cannot be read" >&2
        exit 2
      }
      read_ports "$2"
      shift
      ;;
    -*) usage ;;
    *) wanted+=("$1") ;;
  esac
  shift
done

command -v curl >/dev/null 2>&1 || {
  echo "${0##*/}: curl is needed, and not installed here" >&2
  exit 2
}

services=() titles=() hosts=() ports=() urls=() expected=() groups=() objects=()

# Set `port` to where a port is: what the environment says of variable $1, else the file, else $2.
find_port() {
  local kept="from_file_$1"
  port=$2
  [ -n "$1" ] || return 0
  port=${!1:-${!kept:-$2}}
  case "$port" in
    0* | *[!0-9]* | ??????*) ;;
    *) [ "$port" -gt 65535 ] || return 0 ;;
  esac
  printf "%s: %s is '%s', which is no port\n" "${0##*/}" "$1" "$port" >&2
  exit 2
}

is_wanted() {
  [ ${#wanted[@]} -eq 0 ] && return 0
  local one
  for one in "${wanted[@]}"; do
    [ "$one" = "$1" ] && return 0
  done
  return 1
}

# ask SERVICE TITLE SCHEME HOST VARIABLE PORT PATH EXPECTED GROUP JSON-SERVICE JSON-NAME: one more
# port to ask. EXPECTED is 0 where a connection is enough, GROUP 0 where there is no alternative.
ask() {
  local port url
  is_wanted "$1" || return 0
  find_port "$5" "$6"
  url="$3$4:$port$7"
  services+=("$1") titles+=("$2") hosts+=("$4") ports+=("$port")
  urls+=("$url") expected+=("$8") groups+=("$9")
  objects+=("{\"service\": ${10}, \"port\": $port, \"name\": ${11}, \"url\": \"$url\"")
}

# What is asked stands here.

known() {
  local one
  for one in ${services[@]+"${services[@]}"}; do
    [ "$one" = "$1" ] && return 0
  done
  return 1
}

for one in ${wanted[@]+"${wanted[@]}"}; do
  known "$one" || {
    printf "%s: no service with a published port is called '%s'\n" "${0##*/}" "$one" >&2
    exit 2
  }
done

results=$(mktemp -d) || exit 2
trap 'rm -rf "$results"' EXIT

# Open a connection and close it again; bash waits as long as the system does, so it is ended.
connect() {
  local host=${1#[} port=$2 child guard status
  (exec 3<>"/dev/tcp/${host%]}/$port") 2>/dev/null &
  child=$!
  (sleep "$timeout" && kill "$child") >/dev/null 2>&1 &
  guard=$!
  wait "$child" 2>/dev/null
  status=$?
  kill "$guard" 2>/dev/null
  return $status
}

# Write "up" or "down" and what was seen to the file of probe number $1.
probe() {
  local status
  if [ "${expected[$1]}" = 0 ]; then
    if connect "${hosts[$1]}" "${ports[$1]}"; then
      echo "up accepts connections"
    else
      echo "down no connection"
    fi
    return
  fi
  status=$(curl --disable --silent --insecure --globoff --noproxy '*' --max-time "$timeout" \
    --output /dev/null --write-out '%{http_code}' -- "${urls[$1]}" 2>/dev/null)
  case "$status" in
    "${expected[$1]}") echo "up HTTP $status" ;;
    000 | '') echo "down no answer" ;;
    *) echo "down HTTP $status, not ${expected[$1]}" ;;
  esac
}

count=${#services[@]}
at=0
while [ "$at" -lt "$count" ]; do
  probe "$at" >"$results/$at" 2>/dev/null &
  at=$((at + 1))
  [ $((at % jobs)) -eq 0 ] && wait
done
wait

answering=' '
at=0
while [ "$at" -lt "$count" ]; do
  read -r state _ <"$results/$at"
  [ "$state" = up ] && answering="$answering${groups[$at]} "
  at=$((at + 1))
done

failed=0
separator=
[ "$json" = yes ] && printf '{"version": 1, "probes": ['
at=0
while [ "$at" -lt "$count" ]; do
  read -r state seen <"$results/$at"
  if [ "$state" = down ] && [ "${groups[$at]}" != 0 ]; then
    case "$answering" in
      *" ${groups[$at]} "*) state=idle ;;
    esac
  fi
  [ "$state" = down ] && failed=$((failed + 1))
  if [ "$json" = yes ]; then
    printf '%s\n  %s, "state": "%s", "seen": "%s"}' "$separator" "${objects[$at]}" "$state" "$seen"
    separator=,
  else
    printf '%-5s %s  %s  %s\n' "$state" "${titles[$at]}" "${urls[$at]}" "$seen"
  fi
  at=$((at + 1))
done
if [ "$json" = yes ]; then
  printf '\n], "asked": %d, "down": %d}\n' "$count" "$failed"
else
  printf '%d of %d ports are well\n' $((count - failed)) "$count"
fi
[ "$failed" -eq 0 ]
