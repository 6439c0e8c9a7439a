#!/bin/sh
# Rebuilds static/vendor and the copied icons from npm packages. Needs Node and
# npm, and only when a version changes: nothing here runs in the portal itself.
# Run it from anywhere; look at the difference before you commit it.
set -eu

CLI=1.15.0
CSS=1.22.0
WEB=1.22.0
INTER=5.3.0
INTER_TTF=0.4.2
ICONS=8.16.2

root=$(cd "$(dirname "$0")/.." && pwd)
vendor="$root/static/vendor"
icons="$root/templates/components/icons"
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

cd "$build"
npm init --yes >/dev/null
npm install --no-audit --no-fund --ignore-scripts --save-exact \
  "@digdir/designsystemet@$CLI" \
  "@digdir/designsystemet-css@$CSS" \
  "@digdir/designsystemet-web@$WEB" \
  "@fontsource-variable/inter@$INTER" \
  "@expo-google-fonts/inter@$INTER_TTF" \
  "@navikt/aksel-icons@$ICONS"
modules="$build/node_modules"

cp "$root/scripts/designsystemet.config.json" .
npx designsystemet tokens create --clean
npx designsystemet tokens build --clean

# readme DIRECTORY PACKAGE VERSION LICENCE-NAME LICENCE-FILE NOTE
readme() {
  {
    echo "# $2 $3"
    echo
    echo "Licence: $4. $6"
    echo "Rebuilt by \`scripts/vendor.sh\`."
    echo
    echo "| file | sha256 |"
    echo "|---|---|"
    (cd "$1" && for file in *; do
      [ "$file" = README.md ] && continue
      echo "| $file | \`$(sha256sum "$file" | cut -d' ' -f1)\` |"
    done)
    echo
    cat "$5"
  } >"$1/README.md"
}

fresh() {
  rm -rf "$vendor/$1"-*
  mkdir -p "$vendor/$1-$2"
}

digdir_licence="$modules/@digdir/designsystemet-css/LICENSE"

fresh designsystemet-css "$CSS"
cp "$modules/@digdir/designsystemet-css/dist/src/index.css" \
  "$vendor/designsystemet-css-$CSS/"
readme "$vendor/designsystemet-css-$CSS" @digdir/designsystemet-css "$CSS" MIT \
  "$digdir_licence" "File \`dist/src/index.css\`, unchanged."

fresh fjord-theme "$CLI"
cp design-tokens-build/fjord.css "$vendor/fjord-theme-$CLI/"
readme "$vendor/fjord-theme-$CLI" @digdir/designsystemet "$CLI" MIT \
  "$digdir_licence" \
  "Our theme, made by the command line tool from \`scripts/designsystemet.config.json\`."

# The source map is not shipped, so the line that points to it goes too: the
# manifest storage refuses a reference to a file that does not exist.
fresh designsystemet-web "$WEB"
sed '/^\/\/# sourceMappingURL=/d' \
  "$modules/@digdir/designsystemet-web/dist/umd/index.js" \
  >"$vendor/designsystemet-web-$WEB/index.js"
readme "$vendor/designsystemet-web-$WEB" @digdir/designsystemet-web "$WEB" MIT \
  "$digdir_licence" "File \`dist/umd/index.js\` without its source map line."

fresh inter "$INTER"
for subset in latin latin-ext; do
  cp "$modules/@fontsource-variable/inter/files/inter-$subset-wght-normal.woff2" \
    "$vendor/inter-$INTER/"
done
readme "$vendor/inter-$INTER" @fontsource-variable/inter "$INTER" OFL-1.1 \
  "$modules/@fontsource-variable/inter/LICENSE" "Variable weight, upright, unchanged."

fonts="$root/agreements/paper/fonts"
rm -rf "$fonts" && mkdir -p "$fonts"
cp "$modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf" \
  "$modules/@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf" "$fonts/"
readme "$fonts" @expo-google-fonts/inter "$INTER_TTF" OFL-1.1 \
  "$modules/@expo-google-fonts/inter/LICENSE_FONT" "Upright, regular and semibold, unchanged."

# Template name = icon of the package. Drawn with currentColor; hidden from
# assistive technology because a word always stands beside the picture.
mkdir -p "$icons"
while read -r name icon; do
  sed -e 's/<svg width="1em" height="1em"/<svg class="icon" aria-hidden="true" focusable="false"/' \
    -e 's/ xmlns="[^"]*"//' \
    "$modules/@navikt/aksel-icons/dist/svg/$icon.svg" | tr -d '\n' >"$icons/$name.svg"
  echo >>"$icons/$name.svg"
done <<'LIST'
check CheckmarkHeavy
check-circle CheckmarkCircleFill
menu MenuHamburger
globe Globe
chevron-down ChevronDown
chevron-right ChevronRight
arrow-right ArrowRight
arrow-left ArrowLeft
arrow-down ArrowDown
external ExternalLink
search MagnifyingGlass
phone Phone
chat Chat
envelope EnvelopeClosed
pin LocationPin
clock Clock
calendar Calendar
print PrinterSmall
download Download
pencil Pencil
document FileText
person Person
group PersonGroup
building Buildings3
information InformationSquare
warning ExclamationmarkTriangle
close XMark
swap ArrowsCirclepath
hourglass Hourglass
handshake Handshake
wheelchair Wheelchair
star StarFill
link Link
LIST
cat >"$icons/README.md" <<TEXT
# Icons

From @navikt/aksel-icons $ICONS, copied by \`scripts/vendor.sh\`. Licence: MIT, by
the package's own package.json (the package holds no licence file). Files whose
names begin with \`shape-\` are our own.
TEXT
