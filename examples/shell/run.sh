# A robot without any SDK: parameters come as GANTRY_PARAM_NAME, every line printed is a line of the log, and the JSON
# in the file GANTRY_OUTPUT is the output of the run. Exit code 0 is success.
set -eu

i=1
while [ "$i" -le "$GANTRY_PARAM_COUNT" ]; do
  echo "Hello, $GANTRY_PARAM_NAME! ($i of $GANTRY_PARAM_COUNT)"
  i=$((i + 1))
done

if [ "$GANTRY_PARAM_FAIL" = true ]; then
  echo "asked to fail: exit code 3" >&2
  exit 3
fi

name=$(printf '%s' "$GANTRY_PARAM_NAME" | sed 's/[\\"]/\\&/g')
printf '{"greeted":"%s","times":%s}\n' "$name" "$GANTRY_PARAM_COUNT" > "$GANTRY_OUTPUT"
