# Runs a server for a test and ends it with the test, however that ends: when the pipe of the standard input
# closes, the server is stopped at once and its folder removed.
#   sh watch.sh FOLDER COMMAND…      each line of the standard input starts the command (again)
folder=$1
shift
while read -r _; do
  (
    "$@" 2>&1 &
    echo $! >"$folder/pid"
    echo "pid $!"
    wait $!
    echo ended
  ) &
done
[ -f "$folder/pid" ] && kill -QUIT "$(cat "$folder/pid")" 2>/dev/null
wait
rm -rf "$folder"
